/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/account.h"

#include <pwd.h>

gboolean account_parse(const char *text, guint32 *uid)
{
	const struct passwd *known = getpwnam(text);
	guint64 number;

	if (known) {
		*uid = known->pw_uid;
		return TRUE;
	}
	/* The last one is no account: (uid_t)-1. */
	if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32 - 1, &number, NULL))
		return FALSE;
	*uid = (guint32)number;
	return TRUE;
}

char *account_text(guint32 uid)
{
	const struct passwd *known = getpwuid(uid);

	return known ? g_strdup(known->pw_name) : g_strdup_printf("%u", uid);
}
