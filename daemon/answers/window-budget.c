/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/window-answer.h"

#include "programme/local-days.h"
#include "programme/summary-numbers.h"

/* What may be told of a day. */
static const HtBudgetLimits limits = {.account_micro = 5000000, .all_micro = 10000000};

/* Years that are looked at, with the one that it is. */
enum { YEARS = 20 };

HtTeller *ht_window_teller(HtStore *store)
{
	const HtTellerDocuments documents = ht_teller_documents_of_store(store);

	return ht_teller_new(&documents, &random_source_system, &limits);
}

static void add_price(GVariantBuilder *prices, const char *name, HtSummaryKind kind)
{
	g_variant_builder_add(prices, "{su}", name, ht_summary_price_micro(kind));
}

static GVariant *prices(void)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{su}"));
	add_price(&builder, "anonymised 30", HT_SUMMARY_30);
	add_price(&builder, "anonymised 90", HT_SUMMARY_90);
	add_price(&builder, "anonymised 365", HT_SUMMARY_365);
	add_price(&builder, "deidentified", HT_SUMMARY_DEIDENTIFIED);
	return g_variant_builder_end(&builder);
}

static GVariant *cells(const HtBudgetRow *row)
{
	static const HtBudgetRow nothing;

	return g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32,
					 row ? row->spent_micro : nothing.spent_micro, WINDOW_CELLS,
					 sizeof(guint32));
}

static void add_year(GVariantBuilder *years, int year, const HtBudget *budget, guint32 uid)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&builder, "{sv}", "year", g_variant_new_int32(year));
	g_variant_builder_add(&builder, "{sv}", "account_micro", cells(ht_budget_of(budget, uid)));
	g_variant_builder_add(&builder, "{sv}", "all_micro", cells(ht_budget_of_all(budget)));
	g_variant_builder_add_value(years, g_variant_builder_end(&builder));
}

static gboolean is_untouched(const HtBudget *budget)
{
	const HtBudgetRow *all = ht_budget_of_all(budget);
	guint told = 0;

	for (guint cell = 0; cell < WINDOW_CELLS; cell++)
		told |= all->told[cell];
	return told == 0;
}

static gboolean add_years(GVariantBuilder *years, HtTeller *teller,
			  const HtWindowQuestion *question, GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(question->zone);
	guint day;
	int now;

	if (!zone)
		zone = g_time_zone_new_utc();
	ht_local_day_of(zone, question->now_utc_ns, &now, &day);
	for (int year = now; year > now - YEARS; year--) {
		g_autoptr(HtBudget) budget =
		    ht_teller_budget(teller, question->person, year, error);

		if (!budget)
			return FALSE;
		if (year == now || !is_untouched(budget))
			add_year(years, year, budget, question->uid);
	}
	return TRUE;
}

GVariant *ht_window_budget(HtTeller *teller, const HtWindowQuestion *question, GError **error)
{
	GVariantBuilder builder, years;

	g_variant_builder_init(&years, G_VARIANT_TYPE("aa{sv}"));
	if (!add_years(&years, teller, question, error)) {
		g_variant_builder_clear(&years);
		return NULL;
	}
	g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&builder, "{sv}", "account_limit_micro",
			      g_variant_new_uint32(limits.account_micro));
	g_variant_builder_add(&builder, "{sv}", "all_limit_micro",
			      g_variant_new_uint32(limits.all_micro));
	g_variant_builder_add(&builder, "{sv}", "prices_micro", prices());
	g_variant_builder_add(&builder, "{sv}", "years", g_variant_builder_end(&years));
	return g_variant_ref_sink(g_variant_builder_end(&builder));
}
