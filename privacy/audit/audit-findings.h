/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What verifying the audit chain found, in the order of the chain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	HT_FOUND_CHANGED,   /* bytes are not what the hub wrote */
	HT_FOUND_MISSING,   /* taken out: what follows counts on */
	HT_FOUND_CUT,       /* a checkpoint saw more than there is: cut off, or an old file again */
	HT_FOUND_MOVED,     /* not where it was written, or there twice */
	HT_FOUND_REPLACED,  /* not the chain that a checkpoint, a key or a later entry is of */
	HT_FOUND_RESTARTED, /* under a new first key that nothing before announced */
	HT_FOUND_CLOCK_BACK, /* a clock that was set went back */
	HT_FOUND_FOREIGN,    /* a checkpoint of another hub */
	HT_FOUND_STORE_BACK, /* the store is older than a checkpoint saw it */
	/* Not tampering: */
	HT_FOUND_TORN,       /* the last entry was not written whole: a kill; nobody was answered */
	HT_FOUND_UNVERIFIED, /* no key for these was given */
	HT_FOUND_CLOCK_UNSET, /* written with a clock that was not set */
} HtAuditKind;

typedef struct {
	HtAuditKind kind;
	guint64 first, last; /* numbers of entries; 0 = of none */
	guint32 file;        /* 0 = of none */
	char *name;          /* of the checkpoint; NULL = none */
} HtAuditFinding;

typedef struct {
	GPtrArray *findings; /* of HtAuditFinding */
	guint64 first, last; /* entries there are; 0 = none */
	guint64 verified;    /* how many of them were checked with a key */
	guint checkpoints;   /* that fit */
	gboolean too_many;   /* findings; the rest is not told */
} HtAuditReport;

HtAuditReport *ht_audit_report_new(void);
void ht_audit_report_free(HtAuditReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtAuditReport, ht_audit_report_free)

/* Joined to the finding before where it goes on from it. */
void ht_audit_report_add(HtAuditReport *report, HtAuditKind kind, guint64 first, guint64 last,
			 guint32 file, const char *name);
/* Whether an entry of this number is among the missing; takes it out of them. */
gboolean ht_audit_report_found(HtAuditReport *report, guint64 sequence);
gboolean ht_audit_kind_is_tampering(HtAuditKind kind);
/* Whether nothing points to tampering. */
gboolean ht_audit_report_is_clean(const HtAuditReport *report);
/* (transfer full) One line for a person. */
char *ht_audit_finding_text(const HtAuditFinding *finding);

G_END_DECLS
