/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit chain in a folder of its own, written to and tampered with. */
#pragma once

#include "privacy/audit/audit-verify.h"
#include "privacy/audit/audit.h"
#include "tests/unit/store-fixture.h"

/* A time of the entries; each next one is a second later. */
#define AUDIT_UTC_NS G_GINT64_CONSTANT(1780000000000000000)

struct audit_fixture {
	struct fixture base;
	char *dir; /* DIR/audit */
	HtAudit *audit;
	gint64 utc_ns;
};

void audit_set_up(struct audit_fixture *fixture, gconstpointer unused);
void audit_tear_down(struct audit_fixture *fixture, gconstpointer unused);
void audit_reopen(struct audit_fixture *fixture);
void audit_close(struct audit_fixture *fixture);

HtAuditEntry audit_entry(struct audit_fixture *fixture, const char *person);
void audit_append(struct audit_fixture *fixture, const char *person);
void audit_append_many(struct audit_fixture *fixture, guint count);

/* (transfer full) The owner's key, as it is handed out; forgotten by the hub afterwards. */
void audit_take_key(struct audit_fixture *fixture, gboolean anew, struct audit_owner_key *key);
struct checkpoint audit_checkpoint(struct audit_fixture *fixture, guint64 store_epoch);

/* Bytes of a file of the chain. */
void audit_read(const struct audit_fixture *fixture, const char *name, guint8 **data, gsize *size);
void audit_write(const struct audit_fixture *fixture, const char *name, const guint8 *data,
		 gsize size);

/* Verifies what lies in the folder. */
struct audit_given {
	const struct audit_owner_key *keys[3];
	const struct checkpoint *checkpoints[3];
};
HtAuditReport *audit_verify(const struct audit_fixture *fixture, const struct audit_given *given);
/* The finding of that kind, or NULL. */
const HtAuditFinding *audit_find(const HtAuditReport *report, HtAuditKind kind);
