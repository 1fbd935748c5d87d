/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the day consists of, and what a step needs. Inside of day.c. */
#pragma once

#include "privacy/audit/audit.h"
#include "tests/faults/day-oracle.h"

struct day {
	const char *name; /* of the fault */
	const char *dir;
	HtSecret *passphrase;
	HtKeyring *keyring;
	HtStore *store;
	HtAudit *audit;
	struct oracle oracle;
	void (*mark)(const struct oracle *oracle); /* may be NULL */
};

struct day_step {
	const char *name;
	/* Can be done again where it failed. */
	gboolean (*take)(struct day *day, GError **error);
};

extern const struct day_step day_steps[];
extern const gsize day_steps_count;
/* What is done after a loss. */
extern const struct day_step day_after[];
extern const gsize day_after_count;

gboolean day_get_keys(struct day *day, GError **error);
gboolean day_open_store(struct day *day, GError **error);
gboolean day_close_store(struct day *day, GError **error);
