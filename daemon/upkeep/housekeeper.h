/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps the store within what its owner set: how many days of each kind of data, how many bytes. By
 * default everything is kept, and a disk that fills up is told in time.
 *
 * What is deleted is deleted in a worker, in steps between the store's commits. While the hub's
 * clock is not set, nothing is: a clock that is wrong must not cost a day. Main thread only.
 */
#pragma once

#include "daemon/clock.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	/* 0 = for ever. */
	guint waveform_days; /* ECG */
	guint motion_days;   /* motion, light and all other waves */
	guint findings_days; /* findings, beats, signal grades, breaths */
	guint values_days;   /* heart rate, readings, intervals, minutes of the twin */
	gsize warn_free_bytes;
	gsize quota_bytes; /* 0 = the whole disk */
	gboolean drop_oldest;
} HtHousekeeping;

extern const HtHousekeeping ht_housekeeping_default;

/* Whether the disk, or what the store may have of it, is nearly full. */
gboolean ht_housekeeping_is_low(const HtHousekeeping *housekeeping, const HtStoreSpace *space);
/* Adds what is set, and whether space is low, to an answer. */
void ht_housekeeping_describe(const HtHousekeeping *housekeeping, const HtStoreSpace *space,
			      GVariantDict *dict);

/* One round, in a worker. Sums up the days that are over of people (daemon/upkeep/day-keeper.h;
 * NULL = that was done not long ago) and then deletes what is too old. *summed_till_utc_ns: days
 * that began before this are summed up; findings and values from then on are not deleted, whatever
 * their age. */
gboolean ht_housekeeping_run(HtStore *store, const HtHousekeeping *housekeeping, gint64 now_utc_ns,
			     const GPtrArray *people, gint64 *summed_till_utc_ns,
			     GCancellable *cancellable, GError **error);

typedef struct _HtHousekeeper HtHousekeeper;

typedef struct {
	gpointer context;
	/* A worker begins and ends: the store must stay open between. */
	void (*begin)(gpointer context);
	void (*end)(gpointer context);
	/* (transfer full) Of daemon/upkeep/day-keeper.h; their days are summed up before anything
	 * goes. */
	GPtrArray *(*people)(gpointer context);
} HtHousekeeperEvents;

/* (transfer full) Looks now and then every some minutes. What is given must outlive it. */
HtHousekeeper *ht_housekeeper_new(HtStore *store, const HtHousekeeping *housekeeping,
				  HtClock *clock, const HtHousekeeperEvents *events,
				  GCancellable *cancellable);
void ht_housekeeper_free(HtHousekeeper *housekeeper);

G_END_DECLS
