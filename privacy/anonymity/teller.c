/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/anonymity/teller.h"

#include "common/bytes.h"
#include "common/glib/ht-error.h"

#define BUDGETS "privacy-budgets"
#define ANSWERS "privacy-answers"

enum { ANSWER_VERSION = 1, ANSWER_HEAD_SIZE = 2 };

struct _HtTeller {
	HtTellerDocuments documents;
	const struct random_source *random;
	HtBudgetLimits limits;
	GMutex asking;
};

static GBytes *load_from_store(gpointer context, const char *collection, const char *id,
			       GError **error)
{
	return ht_store_get_document(context, collection, id, error);
}

static gboolean keep_in_store(gpointer context, const char *person, const char *collection,
			      const char *id, GBytes *content, GError **error)
{
	return ht_store_put_document(context, person, collection, id, content, error);
}

HtTellerDocuments ht_teller_documents_of_store(HtStore *store)
{
	return (HtTellerDocuments){store, load_from_store, keep_in_store};
}

HtTeller *ht_teller_new(const HtTellerDocuments *documents, const struct random_source *random,
			const HtBudgetLimits *limits)
{
	HtTeller *teller = g_new0(HtTeller, 1);

	teller->documents = *documents;
	teller->random = random;
	teller->limits = *limits;
	g_mutex_init(&teller->asking);
	return teller;
}

void ht_teller_free(HtTeller *teller)
{
	if (!teller)
		return;
	g_mutex_clear(&teller->asking);
	g_free(teller);
}

GBytes *ht_told_encode(const gint64 *told, guint count)
{
	guint8 bytes[ANSWER_HEAD_SIZE + 8 * HT_TELLER_NUMBERS_MAX];
	struct byte_writer writer;

	byte_writer_init(&writer, bytes, sizeof bytes);
	put_u8(&writer, ANSWER_VERSION);
	put_u8(&writer, (guint8)count);
	for (guint i = 0; i < count; i++)
		put_u64(&writer, (guint64)told[i]);
	return g_bytes_new(bytes, writer.at);
}

gboolean ht_told_decode(GBytes *bytes, gint64 *told, guint count, GError **error)
{
	struct byte_reader reader;
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);

	byte_reader_init(&reader, data, size);
	if (get_u8(&reader) == ANSWER_VERSION && get_u8(&reader) == count &&
	    byte_reader_left(&reader) == (gsize)count * 8) {
		for (guint i = 0; i < count; i++)
			told[i] = (gint64)get_u64(&reader);
		return TRUE;
	}
	/* Another one would be a second answer to the same question. */
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "what was answered before cannot be read, so nothing is answered");
	return FALSE;
}

static enum ht_told what_is_told(const HtQuestion *question)
{
	if (question->deidentified)
		return HT_TOLD_DEIDENTIFIED;
	if (question->window.days == 365)
		return HT_TOLD_ANONYMISED_365;
	return question->window.days == 90 ? HT_TOLD_ANONYMISED_90 : HT_TOLD_ANONYMISED_30;
}

static guint32 price_of(const HtTellerNumbers *numbers)
{
	guint32 price_micro = 0;

	for (guint i = 0; i < numbers->count; i++)
		price_micro += numbers->scales[i].epsilon_micro;
	return price_micro;
}

static char *budget_id(const char *person, int year)
{
	return g_strdup_printf("%s/%d", person, year);
}

static char *answer_id(const HtQuestion *question)
{
	const struct window *window = &question->window;

	if (question->deidentified)
		return g_strdup_printf("%s/%d/%u/%u/%u", question->person, window->year,
				       window->days, window->index, question->uid);
	return g_strdup_printf("%s/%d/%u/%u", question->person, window->year, window->days,
			       window->index);
}

/* (transfer full) With nothing told where nothing was kept. */
static HtBudget *load_budget(HtTeller *teller, const char *person, int year, GError **error)
{
	g_autofree char *id = budget_id(person, year);
	GError *problem = NULL;
	g_autoptr(GBytes) bytes =
	    teller->documents.load(teller->documents.context, BUDGETS, id, &problem);

	if (problem) {
		g_propagate_error(error, problem);
		return NULL;
	}
	return bytes ? ht_budget_decode(bytes, error) : ht_budget_new();
}

static gboolean pay(HtTeller *teller, const HtQuestion *question, guint32 price_micro,
		    GError **error)
{
	const struct window *window = &question->window;
	g_autoptr(HtBudget) budget = load_budget(teller, question->person, window->year, error);
	g_autofree char *id = budget_id(question->person, window->year);
	g_autoptr(GBytes) bytes = NULL;
	gboolean changed;

	if (!budget || !ht_budget_debit(budget, &teller->limits, question->uid, window,
					what_is_told(question), price_micro, &changed, error))
		return FALSE;
	if (!changed)
		return TRUE;
	bytes = ht_budget_encode(budget);
	return teller->documents.keep(teller->documents.context, question->person, BUDGETS, id,
				      bytes, error);
}

static gboolean draw(HtTeller *teller, const HtQuestion *question, const char *id,
		     const HtTellerNumbers *numbers, gint64 *told, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	if (!numbers->sums(numbers->context, told, error))
		return FALSE;
	for (guint i = 0; i < numbers->count; i++)
		told[i] += discrete_laplace(teller->random, numbers->scales[i]);
	bytes = ht_told_encode(told, numbers->count);
	return teller->documents.keep(teller->documents.context, question->person, ANSWERS, id,
				      bytes, error);
}

static gboolean ask_alone(HtTeller *teller, const HtQuestion *question,
			  const HtTellerNumbers *numbers, gint64 *told, GError **error)
{
	g_autofree char *id = answer_id(question);
	g_autoptr(GBytes) known = NULL;
	GError *problem = NULL;

	if (!pay(teller, question, price_of(numbers), error))
		return FALSE;
	known = teller->documents.load(teller->documents.context, ANSWERS, id, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	return known ? ht_told_decode(known, told, numbers->count, error)
		     : draw(teller, question, id, numbers, told, error);
}

gboolean ht_teller_ask(HtTeller *teller, const HtQuestion *question, const HtTellerNumbers *numbers,
		       gint64 *told, GError **error)
{
	gboolean ok;

	g_return_val_if_fail(numbers->count >= 1 && numbers->count <= HT_TELLER_NUMBERS_MAX, FALSE);
	g_mutex_lock(&teller->asking);
	ok = ask_alone(teller, question, numbers, told, error);
	g_mutex_unlock(&teller->asking);
	return ok;
}

gboolean ht_teller_pay(HtTeller *teller, const HtQuestion *question, guint32 price_micro,
		       GError **error)
{
	gboolean ok;

	g_mutex_lock(&teller->asking);
	ok = pay(teller, question, price_micro, error);
	g_mutex_unlock(&teller->asking);
	return ok;
}

HtBudget *ht_teller_budget(HtTeller *teller, const char *person, int year, GError **error)
{
	return load_budget(teller, person, year, error);
}
