/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/window-answer.h"

#include "common/glib/ht-error.h"
#include "daemon/answers/day-rollup.h"
#include "privacy/anonymity/pseudonym.h"
#include "programme/local-days.h"
#include "programme/summary-bands.h"

enum {
	EPOCH_PERIOD = 1970 * WINDOW_WHOLE_CELLS,
	JULIAN_1970 = 719163,
	FIRST_YEAR = 2000,
};

/* One question while it is answered. */
typedef struct {
	HtStore *store;
	HtTeller *teller;
	const HtWindowQuestion *question;
	GTimeZone *zone;
	GCancellable *cancellable;
	HtSummaryPlan plan;
	const struct window *window;
} Asking;

static gboolean sum_days(gpointer context, gint64 *sums, GError **error)
{
	const Asking *asking = context;
	const struct window *window = asking->window;
	g_autoptr(GArray) days =
	    ht_day_rollups(asking->store, asking->question->person, asking->zone, window->year,
			   window_first_day(window), window->days, asking->cancellable, error);

	if (!days)
		return FALSE;
	ht_summary_sums(&asking->plan, &g_array_index(days, HtDayNumbers, 0), days->len, sums);
	return TRUE;
}

/* *enough: enough days were worn to say anything; *value is set then. */
static gboolean tell(Asking *asking, HtSummaryKind kind, const struct window *window,
		     gint64 value[HT_NUMBERS], gboolean *enough, GError **error)
{
	const HtQuestion question = {.person = asking->question->person,
				     .window = *window,
				     .deidentified = asking->question->deidentified,
				     .uid = asking->question->uid};
	gint64 told[HT_TELLER_NUMBERS_MAX];
	HtTellerNumbers numbers = {.sums = sum_days, .context = asking};

	asking->plan = ht_summary_plan(kind);
	asking->window = window;
	numbers.scales = asking->plan.scale;
	numbers.count = asking->plan.count;
	if (!ht_teller_ask(asking->teller, &question, &numbers, told, error))
		return FALSE;
	*enough = ht_summary_values(&asking->plan, told, window->days, value);
	return TRUE;
}

static gboolean too_little(GError **error)
{
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INSUFFICIENT_DATA,
			    "on too few days of this time a wearable was worn for four hours; wear "
			    "it on more than half of the days, and ask for the next window");
	return FALSE;
}

static void add_head(GVariantBuilder *builder, const HtWindowQuestion *question)
{
	g_variant_builder_init(builder, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(
	    builder, "{sv}", "level",
	    g_variant_new_string(question->deidentified ? "deidentified" : "anonymised"));
	g_variant_builder_add(builder, "{sv}", "window_days",
			      g_variant_new_uint32(question->window_days));
}

static HtSummaryKind kind_of(guint window_days)
{
	if (window_days == 365)
		return HT_SUMMARY_365;
	return window_days == 90 ? HT_SUMMARY_90 : HT_SUMMARY_30;
}

static GVariant *anonymised(Asking *asking, const struct window *window, GError **error)
{
	const HtWindowQuestion *question = asking->question;
	HtSummaryKind kind = kind_of(window->days);
	gint64 value[HT_NUMBERS];
	GVariantBuilder builder;
	gboolean enough;

	if (!tell(asking, kind, window, value, &enough, error) || (!enough && !too_little(error)))
		return NULL;
	add_head(&builder, question);
	g_variant_builder_add(
	    &builder, "{sv}", "age_band",
	    g_variant_new_string(ht_age_band(question->birth_year, window->year)));
	for (guint i = 0; i < asking->plan.count; i++) {
		enum ht_summary_number number = asking->plan.number[i];

		g_variant_builder_add(
		    &builder, "{sv}", ht_band_key(number),
		    g_variant_new_string(ht_band_of(number, value[number], window->days)));
	}
	g_variant_builder_add(&builder, "{sv}", "epsilon_micro",
			      g_variant_new_uint32(ht_summary_price_micro(kind)));
	return g_variant_ref_sink(g_variant_builder_end(&builder));
}

/* Not a day of this person's: every date is moved by the same number of periods, which the
 * recipient does not know. */
static char *shifted_date(const struct window *cell, guint32 shift, guint day)
{
	gint64 period = (gint64)cell->year * WINDOW_WHOLE_CELLS + cell->index - shift;
	gint64 julian = (period - EPOCH_PERIOD) * WINDOW_CELL_DAYS + JULIAN_1970 + day;
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)julian);
	return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date), g_date_get_month(&date),
			       g_date_get_day(&date));
}

static guint32 rounded(gint64 value, gint64 by)
{
	return (guint32)((value + by / 2) / by);
}

static void add_count(GVariantBuilder *builder, const char *key, guint32 value)
{
	g_variant_builder_add(builder, "{sv}", key, g_variant_new_uint32(value));
}

static void add_values(GVariantBuilder *period, const gint64 value[HT_NUMBERS])
{
	add_count(period, "days_worn", (guint32)value[HT_NUMBER_DAYS]);
	add_count(period, "heart_rate_rest_bpm", rounded(value[HT_NUMBER_HR_REST], 10));
	add_count(period, "heart_rate_mean_bpm", rounded(value[HT_NUMBER_HR_MEAN], 10));
	add_count(period, "af_burden_percent", rounded(value[HT_NUMBER_AF], 10));
}

/* One period of 30 days. */
static gboolean add_period(Asking *asking, GVariantBuilder *periods, const struct window *cell,
			   guint32 shift, gboolean *any, GError **error)
{
	g_autofree char *first = shifted_date(cell, shift, 0);
	g_autofree char *last = shifted_date(cell, shift, WINDOW_CELL_DAYS - 1);
	gint64 value[HT_NUMBERS];
	GVariantBuilder period;
	gboolean enough;

	if (!tell(asking, HT_SUMMARY_DEIDENTIFIED, cell, value, &enough, error))
		return FALSE;
	g_variant_builder_init(&period, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&period, "{sv}", "first_day", g_variant_new_string(first));
	g_variant_builder_add(&period, "{sv}", "last_day", g_variant_new_string(last));
	g_variant_builder_add(&period, "{sv}", "enough_data", g_variant_new_boolean(enough));
	if (enough)
		add_values(&period, value);
	g_variant_builder_add_value(periods, g_variant_builder_end(&period));
	*any = *any || enough;
	return TRUE;
}

static GVariant *periods_of(Asking *asking, const struct window *window, guint32 shift,
			    GError **error)
{
	guint first = window_first_cell(window);
	guint end = first + MIN(window_cell_count(window), WINDOW_WHOLE_CELLS);
	const HtQuestion whole = {asking->question->person, *window, TRUE, asking->question->uid};
	gboolean any = FALSE, ok;
	GVariantBuilder periods;

	ok = ht_teller_pay(asking->teller, &whole, ht_summary_price_micro(HT_SUMMARY_DEIDENTIFIED),
			   error);
	g_variant_builder_init(&periods, G_VARIANT_TYPE("aa{sv}"));
	for (guint cell = first; ok && cell < end; cell++) {
		const struct window each = {window->year, WINDOW_CELL_DAYS, (guint8)cell};

		ok = add_period(asking, &periods, &each, shift, &any, error);
	}
	if (ok && (any || too_little(error)))
		return g_variant_builder_end(&periods);
	g_variant_builder_clear(&periods);
	return NULL;
}

static GVariant *deidentified(Asking *asking, const struct window *window, const HtSecret *key,
			      GError **error)
{
	const HtWindowQuestion *question = asking->question;
	g_autofree char *age = ht_age_group(question->birth_year, window->year);
	char pseudonym[HT_PSEUDONYM_SIZE];
	GVariantBuilder builder;
	GVariant *periods = periods_of(
	    asking, window, ht_pseudonym_shift(key, question->uid, question->person), error);

	if (!periods)
		return NULL;
	ht_pseudonym(key, question->uid, question->person, pseudonym);
	add_head(&builder, question);
	g_variant_builder_add(&builder, "{sv}", "pseudonym", g_variant_new_string(pseudonym));
	g_variant_builder_add(&builder, "{sv}", "age", g_variant_new_string(age));
	g_variant_builder_add(&builder, "{sv}", "periods", periods);
	add_count(&builder, "epsilon_micro", ht_summary_price_micro(HT_SUMMARY_DEIDENTIFIED));
	return g_variant_ref_sink(g_variant_builder_end(&builder));
}

GVariant *ht_window_answer(HtStore *store, HtTeller *teller, const HtSecret *pseudonym_key,
			   const HtWindowQuestion *question, GCancellable *cancellable,
			   GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(question->zone);
	Asking asking = {
	    .store = store, .teller = teller, .question = question, .cancellable = cancellable};
	struct window window;
	guint day_of_year;
	int year;

	if (!zone)
		zone = g_time_zone_new_utc();
	asking.zone = zone;
	ht_local_day_of(zone, question->now_utc_ns, &year, &day_of_year);
	if (!window_before(year, day_of_year, question->window_days, question->back, &window) ||
	    window.year < FIRST_YEAR) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "back: no hub stored anything so long ago");
		return NULL;
	}
	return question->deidentified ? deidentified(&asking, &window, pseudonym_key, error)
				      : anonymised(&asking, &window, error);
}
