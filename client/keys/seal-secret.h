/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is sealed with or opened by: a passphrase or a key, by descriptor or terminal. */
#pragma once

#include "privacy/sealed/sealed-file.h"

G_BEGIN_DECLS

struct seal_secret {
	int passphrase_fd; /* -1 = not given, as both at first */
	int key_fd;
	enum sealed_by by; /* set by the next function, as is this: */
	HtSecret *secret;
};

/* Reads the one that was given, or asks on the terminal, twice when it is a new one. */
gboolean seal_secret_get(struct seal_secret *secret, gboolean is_new, GError **error);
void seal_secret_clear(struct seal_secret *secret);

G_END_DECLS
