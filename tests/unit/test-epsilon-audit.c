/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An audit of what is told of a person: whoever knows every day but one learns no more of that day
 * than was promised. The audit sees answers alone; that it can see is shown by three faults that it
 * must find: Laplace noise of floats, half the scale, and an answer that is drawn anew each time.
 */
#include "privacy/anonymity/teller.h"
#include "programme/summary-numbers.h"
#include "tests/unit/epsilon-audit.h"
#include "tests/unit/seeded-random.h"

#include <math.h>

enum { DAYS = 30, TRIALS = 20000, ASKS = 4, PERSON_SIZE = 16 };

/* What is told, with or without a fault. */
typedef struct {
	HtSummaryPlan plan; /* numbers and promised scales */
	gboolean float_noise, halved_scale, forgets_answers;
} Hub;

/* Documents in memory, of one person at a time. */
typedef struct {
	GHashTable *documents;
	gboolean forgets_answers;
} Memory;

/* One of two neighbours: its sums, and those of both for who knows both. */
typedef struct {
	const HtSummaryPlan *plan;
	gboolean other;
	gint64 sums[2][HT_TELLER_NUMBERS_MAX];
} World;

static GBytes *load(gpointer context, const char *collection, const char *id, GError **error)
{
	Memory *memory = context;
	g_autofree char *key = g_strconcat(collection, "/", id, NULL);
	GBytes *bytes = g_hash_table_lookup(memory->documents, key);

	(void)error;
	if (!bytes || (memory->forgets_answers && g_str_equal(collection, "privacy-answers")))
		return NULL;
	return g_bytes_ref(bytes);
}

static gboolean keep(gpointer context, const char *person, const char *collection, const char *id,
		     GBytes *content, GError **error)
{
	Memory *memory = context;

	(void)person;
	(void)error;
	g_hash_table_insert(memory->documents, g_strconcat(collection, "/", id, NULL),
			    g_bytes_ref(content));
	return TRUE;
}

/* Days at the centre of every range, where a change shows most. */
static void fill_days(HtDayNumbers days[DAYS])
{
	for (guint i = 0; i < DAYS; i++)
		days[i] = (HtDayNumbers){
		    .worn_minutes = 1000, .hr_mean_dbpm = 800, .hr_rest_dbpm = 750, .beats = 60000};
}

/* One day as far from one another as two days can be. */
static void worst_day(HtDayNumbers *day, gboolean other)
{
	*day = other ? (HtDayNumbers){.worn_minutes = 1000,
				      .af_minutes = 1000,
				      .hr_mean_dbpm = 1500,
				      .hr_rest_dbpm = 1300,
				      .beats = 60000}
		     : (HtDayNumbers){.worn_minutes = 1000,
				      .hr_mean_dbpm = 300,
				      .hr_rest_dbpm = 300,
				      .beats = 60000};
}

static World world_of(const HtSummaryPlan *plan, gboolean other)
{
	World world = {.plan = plan, .other = other};
	HtDayNumbers days[DAYS];

	fill_days(days);
	for (guint which = 0; which < 2; which++) {
		worst_day(&days[0], which == 1);
		ht_summary_sums(plan, days, DAYS, world.sums[which]);
	}
	return world;
}

static gboolean sums(gpointer context, gint64 *out, GError **error)
{
	const World *world = context;

	(void)error;
	for (guint i = 0; i < world->plan->count; i++)
		out[i] = world->sums[world->other ? 1 : 0][i];
	return TRUE;
}

/* What the answer speaks for, and how strongly: the logarithm of how much likelier it is in one
 * world than in the other, for who knows both. A single number stays as it was told. */
static double as_one(const World *world, const double *told)
{
	const HtSummaryPlan *plan = world->plan;
	double sum = 0;

	if (plan->count == 1)
		return told[0];
	for (guint i = 0; i < plan->count; i++)
		sum += (fabs(told[i] - (double)world->sums[1][i]) -
			fabs(told[i] - (double)world->sums[0][i])) *
		       plan->scale[i].epsilon_micro / 1e6 / plan->scale[i].sensitivity;
	return sum;
}

/* The textbook's: -b sgn(u) ln(1 - 2|u|) for u in -1/2 .. 1/2. */
static double float_laplace(struct seeded_random *seeded, struct laplace_scale scale)
{
	double b = scale.sensitivity * 1e6 / scale.epsilon_micro;
	double u = (double)(seeded_random_next(seeded) >> 11) * 0x1p-53 - 0.5;

	return u < 0 ? b * log1p(2 * u) : -b * log1p(-2 * u);
}

static double ask_floats(const Hub *hub, const World *world, struct seeded_random *seeded)
{
	double told[HT_TELLER_NUMBERS_MAX];
	gint64 exact[HT_TELLER_NUMBERS_MAX];

	sums((gpointer)world, exact, NULL);
	for (guint i = 0; i < hub->plan.count; i++)
		told[i] = (double)exact[i] + float_laplace(seeded, hub->plan.scale[i]);
	return as_one(world, told);
}

static double ask_teller(const Hub *hub, HtTeller *teller, const World *world, const char *person)
{
	struct laplace_scale scales[HT_NUMBERS];
	const HtQuestion question = {.person = person, .window = {2026, DAYS, 3}, .uid = 1000};
	HtTellerNumbers numbers = {scales, hub->plan.count, sums, (gpointer)world};
	gint64 told[HT_TELLER_NUMBERS_MAX];
	double as_doubles[HT_TELLER_NUMBERS_MAX];

	for (guint i = 0; i < hub->plan.count; i++) {
		scales[i] = hub->plan.scale[i];
		scales[i].sensitivity /= hub->halved_scale ? 2 : 1;
	}
	g_assert_true(ht_teller_ask(teller, &question, &numbers, told, NULL));
	for (guint i = 0; i < hub->plan.count; i++)
		as_doubles[i] = (double)told[i];
	return as_one(world, as_doubles);
}

/* Answers of one world: of each of many persons, the mean of what was answered to one question that
 * was asked some times. */
static GArray *answers_of(const Hub *hub, gboolean other, guint64 seed)
{
	static const HtBudgetLimits limits = {5000000, 10000000};
	GArray *answers = g_array_sized_new(FALSE, FALSE, sizeof(double), TRIALS);
	struct seeded_random seeded = {seed};
	struct random_source random = seeded_random_source(&seeded);
	g_autoptr(GHashTable) documents =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	Memory memory = {documents, hub->forgets_answers};
	const HtTellerDocuments kept = {&memory, load, keep};
	g_autoptr(HtTeller) teller = ht_teller_new(&kept, &random, &limits);
	World world = world_of(&hub->plan, other);

	for (guint trial = 0; trial < TRIALS; trial++) {
		double sum = 0;

		g_hash_table_remove_all(documents);
		for (guint ask = 0; ask < ASKS; ask++)
			if (!hub->float_noise)
				sum += ask_teller(hub, teller, &world, "maria");
			else if (ask == 0) /* and kept */
				sum = ASKS * ask_floats(hub, &world, &seeded);
		sum /= ASKS;
		g_array_append_val(answers, sum);
	}
	return answers;
}

static double audit(const Hub *hub)
{
	g_autoptr(GArray) one = answers_of(hub, FALSE, 1), other = answers_of(hub, TRUE, 2);

	return epsilon_lower_bound(one, other);
}

static double epsilon_of(const HtSummaryPlan *plan)
{
	guint32 micro = 0;

	for (guint i = 0; i < plan->count; i++)
		micro += plan->scale[i].epsilon_micro;
	return micro / 1e6;
}

/* The number alone. */
static HtSummaryPlan only(HtSummaryKind kind, enum ht_summary_number number)
{
	HtSummaryPlan plan = ht_summary_plan(kind);

	for (guint i = 0; i < plan.count; i++)
		if (plan.number[i] == number) {
			plan.number[0] = number;
			plan.scale[0] = plan.scale[i];
		}
	plan.count = 1;
	return plan;
}

/* What is found is no more than promised, and no less than half of it: the audit is not blind. */
static void expect_sound(const Hub *hub, const char *what)
{
	double found = audit(hub), promised = epsilon_of(&hub->plan);

	g_test_message("%s: epsilon at least %.3f, promised %.3f", what, found, promised);
	g_assert_cmpfloat(found, <=, promised);
	g_assert_cmpfloat(found, >, promised / 2);
}

static void expect_fault(const Hub *hub, const char *what)
{
	double found = audit(hub), promised = epsilon_of(&hub->plan);

	g_test_message("%s: epsilon at least %.3f, promised %.3f", what, found, promised);
	g_assert_cmpfloat(found, >, promised);
}

static void test_ours(void)
{
	expect_sound(&(Hub){.plan = ht_summary_plan(HT_SUMMARY_30)}, "anonymised 30");
	expect_sound(&(Hub){.plan = ht_summary_plan(HT_SUMMARY_DEIDENTIFIED)}, "de-identified");
	expect_sound(&(Hub){.plan = only(HT_SUMMARY_30, HT_NUMBER_HR_REST)}, "heart rate at rest");
	expect_sound(&(Hub){.plan = only(HT_SUMMARY_30, HT_NUMBER_AF)}, "AF");
}

static void test_float_noise(void)
{
	expect_fault(&(Hub){.plan = only(HT_SUMMARY_30, HT_NUMBER_AF), .float_noise = TRUE},
		     "float noise");
}

static void test_halved_scale(void)
{
	expect_fault(&(Hub){.plan = only(HT_SUMMARY_30, HT_NUMBER_HR_REST), .halved_scale = TRUE},
		     "half the scale");
}

static void test_uncached(void)
{
	expect_fault(
	    &(Hub){.plan = only(HT_SUMMARY_30, HT_NUMBER_HR_REST), .forgets_answers = TRUE},
	    "uncached repeats");
}

/* Table values, and that the limits are what they say. */
static void test_limits(void)
{
	g_assert_cmpfloat_with_epsilon(clopper_pearson_upper(0, 10, 0.025), 0.308497, 1e-6);
	g_assert_cmpfloat_with_epsilon(clopper_pearson_lower(10, 10, 0.025), 0.691503, 1e-6);
	g_assert_cmpfloat_with_epsilon(clopper_pearson_lower(5, 10, 0.025), 0.187086, 1e-6);
	g_assert_cmpfloat_with_epsilon(clopper_pearson_upper(5, 10, 0.025), 0.812914, 1e-6);
	g_assert_cmpfloat_with_epsilon(clopper_pearson_upper(300, 10000, 0.025), 0.033536, 2e-5);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/epsilon-audit/limits", test_limits);
	g_test_add_func("/epsilon-audit/ours-keeps-its-promise", test_ours);
	g_test_add_func("/epsilon-audit/finds-noise-of-floats", test_float_noise);
	g_test_add_func("/epsilon-audit/finds-half-the-scale", test_halved_scale);
	g_test_add_func("/epsilon-audit/finds-averaging-of-repeats", test_uncached);
	return g_test_run();
}
