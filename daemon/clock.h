/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub's clock: the system's, or a virtual one that recorded samples drive.
 *
 * Under virtual time the first sample of each wearable falls on the start given, later ones follow
 * the wearable's own device clock (connections included), and "now" is the newest sample's time. So
 * a recording gives the same times whenever and however fast it is played.
 *
 * Main thread only.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtClock HtClock;

/* (transfer full) trusted: as set, whatever kernel and hardware say of it. */
HtClock *ht_clock_new_system(gboolean trusted);
/* (transfer full) */
HtClock *ht_clock_new_virtual(gint64 start_utc_ns);
void ht_clock_free(HtClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtClock, ht_clock_free)

gboolean ht_clock_is_virtual(const HtClock *clock);
/* "system" or "virtual" */
const char *ht_clock_name(const HtClock *clock);
/* Whether the time of day can be believed. A board without a clock of its own shows the time of its
 * last shutdown until the network tells it better: so somebody must vouch for it, the kernel (that
 * it is synchronised), a real-time clock, or the administrator (trusted). A virtual clock counts as
 * set. */
gboolean ht_clock_is_set(const HtClock *clock);
/* The rule alone. */
gboolean ht_clock_is_believable(gint64 utc_ns, gboolean vouched);
gint64 ht_clock_start_utc_ns(const HtClock *clock); /* of a virtual clock */
gint64 ht_clock_now_utc_ns(const HtClock *clock);
/* UTC of a moment of CLOCK_BOOTTIME by what both clocks say now; of a system clock only. */
gint64 ht_clock_utc_of_boottime(const HtClock *clock, gint64 boottime_ns);
/* A sample of this time was seen; moves a virtual clock on, never back. */
void ht_clock_saw(HtClock *clock, gint64 utc_ns);

G_END_DECLS
