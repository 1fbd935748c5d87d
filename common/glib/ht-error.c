/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-error.h"

#include <errno.h>
#include <gio/gio.h>

static const GDBusErrorEntry entries[] = {
    {HT_ERROR_FAILED, "org.healthtwin.Error.Failed"},
    {HT_ERROR_INVALID, "org.healthtwin.Error.Invalid"},
    {HT_ERROR_NOT_FOUND, "org.healthtwin.Error.NotFound"},
    {HT_ERROR_EXISTS, "org.healthtwin.Error.Exists"},
    {HT_ERROR_LOCKED, "org.healthtwin.Error.Locked"},
    {HT_ERROR_WRONG_KEY, "org.healthtwin.Error.WrongKey"},
    {HT_ERROR_DAMAGED, "org.healthtwin.Error.Damaged"},
    {HT_ERROR_NOT_ENCRYPTED, "org.healthtwin.Error.NotEncrypted"},
    {HT_ERROR_BUSY, "org.healthtwin.Error.Busy"},
    {HT_ERROR_UNSUPPORTED, "org.healthtwin.Error.Unsupported"},
    {HT_ERROR_NOT_AUTHORIZED, "org.healthtwin.Error.NotAuthorized"},
    {HT_ERROR_INSUFFICIENT_DATA, "org.healthtwin.Error.InsufficientData"},
    {HT_ERROR_BUDGET_SPENT, "org.healthtwin.Error.BudgetSpent"},
    {HT_ERROR_STALE, "org.healthtwin.Error.Stale"},
};

GQuark ht_error_quark(void)
{
	/* GLib's own idiom for a domain: the one piece of state is the registered quark. */
	static gsize quark;

	g_dbus_error_register_error_domain("ht-error-quark", &quark, entries,
					   G_N_ELEMENTS(entries));
	return (GQuark)quark;
}

static HtError code_of_errno(int code)
{
	switch (code) {
	case EINVAL:
	case ERANGE:
	case EBADMSG:
		return HT_ERROR_INVALID;
	case ENOENT:
		return HT_ERROR_NOT_FOUND;
	case EEXIST:
		return HT_ERROR_EXISTS;
	case EPROTONOSUPPORT:
		return HT_ERROR_UNSUPPORTED;
	default:
		return HT_ERROR_FAILED;
	}
}

gboolean ht_error_set_errno(GError **error, int negative_errno, const char *what)
{
	g_set_error(error, HT_ERROR, (gint)code_of_errno(-negative_errno), "%s: %s", what,
		    g_strerror(-negative_errno));
	return FALSE;
}
