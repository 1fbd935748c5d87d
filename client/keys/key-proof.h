/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens the hub's keys, on its way there: typed, or by a descriptor that was given. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct key_proof {
	/* Options: fds -1 = not given. */
	gboolean recovery;
	int passphrase_fd; /* of the passphrase, or of the recovery code's words */
	int escrow_fd;     /* an X25519 secret key, as key_read_fd() takes it */

	/* Set by key_proof_get(). */
	const char *with; /* as D-Bus calls it */
	int fd;           /* to be read by the hub */
	gboolean opened;  /* fd is ours to close */
};

#define KEY_PROOF_NONE                                                                             \
	{                                                                                          \
		.passphrase_fd = -1, .escrow_fd = -1, .fd = -1                                     \
	}
/* The options of every command that wants a proof. */
#define KEY_PROOF_OPTIONS(proof)                                                                   \
	{"recovery",                                                                               \
	 0,                                                                                        \
	 0,                                                                                        \
	 G_OPTION_ARG_NONE,                                                                        \
	 &(proof)->recovery,                                                                       \
	 "by the recovery code instead of a passphrase",                                           \
	 NULL},                                                                                    \
	    {"passphrase-fd",                                                                      \
	     0,                                                                                    \
	     0,                                                                                    \
	     G_OPTION_ARG_INT,                                                                     \
	     &(proof)->passphrase_fd,                                                              \
	     "read the passphrase, or the recovery code, from this descriptor",                    \
	     "N"},                                                                                 \
	{                                                                                          \
		"escrow-fd", 0, 0, G_OPTION_ARG_INT, &(proof)->escrow_fd,                          \
		    "by the escrow's secret key, from this descriptor", "N"                        \
	}

/* Asks on the terminal for what was not given; create = for a new passphrase, twice. */
gboolean key_proof_get(struct key_proof *proof, gboolean create, GError **error);
void key_proof_clear(struct key_proof *proof);

/* A key of 32 bytes out of a descriptor: the bytes themselves, or 64 hexadecimal digits. Returns
 * a descriptor with the bytes, or -1. */
int key_from_fd(int fd, const char *what, GError **error);

G_END_DECLS
