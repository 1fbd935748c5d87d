/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells numbers of a person with noise: the price is taken from the budget and kept before anything
 * is computed, the noise is drawn once, and who asks again is given what was kept.
 *
 * Sums are over the days of a window, and the caller has bounded what one day can add to each: its
 * sensitivity. Each sum gets discrete Laplace noise of scale sensitivity / epsilon, so the answer
 * is epsilon-differentially private for a change of one day, epsilon being the sum of theirs, which
 * is the answer's price. What is anonymised is one answer for every account; what is de-identified
 * is drawn for each recipient anew, so that two of them cannot match their numbers.
 *
 * Any thread; a lock inside. An answer is kept before it is given: what was paid for and not kept
 * (a crash between) was told to nobody, and is drawn anew without another price.
 */
#pragma once

#include "privacy/anonymity/budget.h"
#include "privacy/anonymity/discrete-laplace.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

enum { HT_TELLER_NUMBERS_MAX = 16 };

typedef struct _HtTeller HtTeller;

/* Where what was told is kept; each call is durable when it returns. */
typedef struct {
	gpointer context;
	/* (transfer full) NULL without an error: there is none. */
	GBytes *(*load)(gpointer context, const char *collection, const char *id, GError **error);
	gboolean (*keep)(gpointer context, const char *person, const char *collection,
			 const char *id, GBytes *content, GError **error);
} HtTellerDocuments;

/* Those of the store, which must outlive them. */
HtTellerDocuments ht_teller_documents_of_store(HtStore *store);

typedef struct {
	const char *person;
	struct window window;
	gboolean deidentified; /* asked for 30 days at a time; else anonymised */
	guint32 uid;           /* who asks */
} HtQuestion;

/* Fills in the sums of that question. */
typedef gboolean (*HtTellerSums)(gpointer context, gint64 *sums, GError **error);

typedef struct {
	const struct laplace_scale *scales; /* one for each number */
	guint count;                        /* 1 to HT_TELLER_NUMBERS_MAX */
	HtTellerSums sums;
	gpointer context;
} HtTellerNumbers;

/* (transfer full) */
HtTeller *ht_teller_new(const HtTellerDocuments *documents, const struct random_source *random,
			const HtBudgetLimits *limits);
void ht_teller_free(HtTeller *teller);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtTeller, ht_teller_free)

/* told: as many numbers. HT_ERROR_BUDGET_SPENT, HT_ERROR_DAMAGED, and what sums and documents say.
 */
gboolean ht_teller_ask(HtTeller *teller, const HtQuestion *question, const HtTellerNumbers *numbers,
		       gint64 *told, GError **error);
/* Takes the price of all cells of the question's window at once, or of none: asking for them one by
 * one is free then. */
gboolean ht_teller_pay(HtTeller *teller, const HtQuestion *question, guint32 price_micro,
		       GError **error);
/* (transfer full) What was told of that year so far. */
HtBudget *ht_teller_budget(HtTeller *teller, const char *person, int year, GError **error);

/* Of what is kept as an answer: u8 version 1, u8 count, i64 times count, little-endian. */
GBytes *ht_told_encode(const gint64 *told, guint count);
gboolean ht_told_decode(GBytes *bytes, gint64 *told, guint count, GError **error);

G_END_DECLS
