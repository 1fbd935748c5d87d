/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a locked hub has to know: which wearables to connect to, who they were when they were
 * enrolled, whose they are by an opaque id, what they stream, and when a heart is told to be slow
 * or fast. No name, no health value. It is kept signed in DIR/enrolment
 * (daemon/locked/enrolment-file.h).
 */
#pragma once

#include "ble/link/wearable.h"
#include "common/record.h"
#include "programme/wearable-owners.h"

G_BEGIN_DECLS

enum { HT_ENROLMENT_MAX = 256 }; /* wearables, and people */

typedef struct {
	char address[18];
	char person[RECORD_ID_MAX]; /* "" = nobody's */
	gboolean is_pinned;
	HtIdentity identity; /* if it is */
	GArray *choices;     /* HtStreamChoice; empty = what is usual */
} HtEnrolled;

typedef struct {
	char id[RECORD_ID_MAX];
	guint brady_below_bpm;
	guint tachy_above_bpm;
} HtAlertLimits;

typedef struct {
	guint32 inbox_after;  /* files of the inbox up to this number were folded in */
	GPtrArray *wearables; /* HtEnrolled */
	GArray *persons;      /* HtAlertLimits */
} HtEnrolment;

/* (transfer full) Of nothing. */
HtEnrolment *ht_enrolment_new(void);
void ht_enrolment_free(HtEnrolment *enrolment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtEnrolment, ht_enrolment_free)
/* (transfer none) Added. */
HtEnrolled *ht_enrolment_add(HtEnrolment *enrolment, const char *address, const char *person);

/* (transfer full) A key file; the same for the same, in whatever order it was added. */
GBytes *ht_enrolment_encode(const HtEnrolment *enrolment);
/* (transfer full) HT_ERROR_DAMAGED for anything that ht_enrolment_encode() does not write. */
HtEnrolment *ht_enrolment_decode(GBytes *content, GError **error);

G_END_DECLS
