/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one error domain of the GLib side, registered for D-Bus under org.healthtwin.Error.
 *
 * A message is one line for a person: what is wrong, with what, and what to do. It never
 * holds a health value, a name of a person or a key.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	HT_ERROR_FAILED,            /* something outside failed: a disk, a bus, a library */
	HT_ERROR_INVALID,           /* the caller's argument or the input is wrong */
	HT_ERROR_NOT_FOUND,         /* no such person, wearable, file */
	HT_ERROR_EXISTS,            /* it is there already */
	HT_ERROR_LOCKED,            /* the hub has no key yet */
	HT_ERROR_WRONG_KEY,         /* the key does not fit */
	HT_ERROR_DAMAGED,           /* stored bytes are not what was written */
	HT_ERROR_NOT_ENCRYPTED,     /* the database library would write plaintext */
	HT_ERROR_BUSY,              /* try again later */
	HT_ERROR_UNSUPPORTED,       /* known, but not by this version */
	HT_ERROR_NOT_AUTHORIZED,    /* the person has not agreed to it */
	HT_ERROR_INSUFFICIENT_DATA, /* too little is known for an answer that hides whose it is */
	HT_ERROR_BUDGET_SPENT,      /* another answer would tell too much of the person */
	HT_ERROR_STALE,             /* stored bytes are older than what was written last */
} HtError;

#define HT_ERROR (ht_error_quark())
GQuark ht_error_quark(void);

/* Sets *error to "what: strerror" for a negative errno of the pure C side. Returns FALSE. */
gboolean ht_error_set_errno(GError **error, int negative_errno, const char *what);

G_END_DECLS
