/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl audit verify: the chain of the hub, or of a state folder, against what is kept elsewhere.
 * It is verified here, not in the hub: that may be the one not to be trusted. */
#pragma once

#include "privacy/audit/audit-owner-key.h"
#include "privacy/secret.h"

G_BEGIN_DECLS

struct audit_check {
	char **keys; /* paths; NULL = none, as the next */
	char **checkpoints;
	char *dir;  /* a state folder; NULL = ask the hub */
	int key_fd; /* -1 = none */
};

/* Prints what was found. clean: nothing points to tampering. */
gboolean audit_check_run(const struct audit_check *check, gboolean *clean, GError **error);
/* (transfer full) An audit key that is whole, its AUDIT_OWNER_KEY_SIZE bytes. HT_ERROR_INVALID,
 * HT_ERROR_DAMAGED, HT_ERROR_UNSUPPORTED; name is for messages. */
HtSecret *audit_key_read(int fd, const char *name, GError **error);

G_END_DECLS
