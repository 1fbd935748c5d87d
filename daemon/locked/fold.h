/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was recorded while the hub was locked goes from the inbox into the store: file by file in
 * order, each exactly once whenever the hub is killed, marked as what it is.
 *
 * Sealing does not say who wrote. So nothing out of the inbox is more than unauthenticated, a
 * RECORD_TRUST says so for each of its streams, it never joins a stream that came another way, and
 * a twin learns only from streams that nothing speaks against (daemon/locked/folded-stream.h). What
 * a twin learns out of a file is stored together with the file.
 *
 * In a worker, one thread; nobody else uses people and twins meanwhile.
 */
#pragma once

#include "daemon/streams/twins.h"
#include "privacy/keys/hub-keys.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

typedef struct _HtFold HtFold;

typedef struct {
	guint files;
	guint64 records;
	guint64 left_out; /* records that no hub writes */
	guint damaged;    /* files that could be read in part or not at all, kept aside */
	guint missing;    /* files that are not there any more */
	guint suspect;    /* streams that something speaks against */
} HtFoldCounts;

/* (transfer full) All of it must outlive it. now_utc_ns: nothing can be later; G_MAXINT64 = times
 * say nothing (virtual time). */
HtFold *ht_fold_new(const char *state_dir, HtStore *store, const HtKeyring *keyring,
		    HtPeople *people, HtTwins *twins, gint64 now_utc_ns);
void ht_fold_free(HtFold *fold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtFold, ht_fold_free)

/* Folds in every file below this number and removes it. FALSE where the store cannot be written:
 * what is left stays for the next time. */
gboolean ht_fold_files(HtFold *fold, guint32 below, GError **error);
/* So far. */
const HtFoldCounts *ht_fold_counts(const HtFold *fold);
/* The number of the last file that was ever folded in; 0 = none, or it cannot be read. */
guint32 ht_fold_after(HtStore *store);

G_END_DECLS
