/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise, windows, budget, pseudonyms, and that an answer is paid first and drawn once. */
#include "common/glib/ht-error.h"
#include "privacy/anonymity/pseudonym.h"
#include "privacy/anonymity/teller.h"
#include "tests/unit/seeded-random.h"

#include <math.h>
#include <string.h>

#define PERSON "5c2b9d1e-8f43-4a6b-9d7e-0a1b2c3d4e5f"

static const HtBudgetLimits limits = {5000000, 10000000};

/* Computed by another implementation, with fractions, from the same bytes. */
static void test_noise_vectors(void)
{
	static const struct {
		struct laplace_scale scale;
		gint64 noise[16];
	} vectors[] = {
	    {{1, 1000000}, {0, -1, 0, 0, 0, 0, 1, 1, -2, -2, 1, 0, 0, 0, 1, -5}},
	    {{1, 400000}, {0, -3, 1, 0, 1, 1, 3, 3, -7, -5, 3, 2, 1, 0, -1, 4}},
	    {{700, 800000},
	     {1512, 1210, 515, 1583, -1020, 2259, -1015, 116, -775, -1743, 2133, 2319, -467, -479,
	      -1318, 2730}},
	    {{1440, 100000},
	     {-28120, 54379, 3648, 24967, 32879, 8500, -1696, 15348, -30573, 20093, 2821, 10036,
	      -15836, 20444, 15025, 27120}},
	};

	for (guint v = 0; v < G_N_ELEMENTS(vectors); v++) {
		struct seeded_random seeded = {20260301};
		struct random_source source = seeded_random_source(&seeded);

		for (guint i = 0; i < 16; i++)
			g_assert_cmpint(discrete_laplace(&source, vectors[v].scale), ==,
					vectors[v].noise[i]);
	}
}

/* Each value comes as often as the distribution says, within five standard deviations. */
static void test_noise_distribution(void)
{
	enum { DRAWS = 200000, AROUND = 8 };
	const struct laplace_scale scale = {3, 2000000}; /* 1.5 */
	struct seeded_random seeded = {7};
	struct random_source source = seeded_random_source(&seeded);
	guint count[2 * AROUND + 1] = {0};
	double q = exp(-2.0 / 3.0);

	for (guint i = 0; i < DRAWS; i++) {
		gint64 x = discrete_laplace(&source, scale);

		if (x >= -AROUND && x <= AROUND)
			count[x + AROUND]++;
	}
	for (int x = -AROUND; x <= AROUND; x++) {
		double expected = DRAWS * (1 - q) / (1 + q) * pow(q, abs(x));

		g_assert_cmpfloat_with_epsilon(count[x + AROUND], expected, 5 * sqrt(expected));
	}
}

static void test_bernoulli_exp(void)
{
	static const guint64 cases[][2] = {{0, 1}, {1, 3}, {1, 1}, {7, 3}, {5, 1}};
	enum { DRAWS = 100000 };
	struct seeded_random seeded = {11};
	struct random_source source = seeded_random_source(&seeded);

	for (guint c = 0; c < G_N_ELEMENTS(cases); c++) {
		double p = exp(-(double)cases[c][0] / (double)cases[c][1]);
		guint hits = 0;

		for (guint i = 0; i < DRAWS; i++)
			if (bernoulli_exp(&source, cases[c][0], cases[c][1]))
				hits++;
		g_assert_cmpfloat_with_epsilon(hits, DRAWS * p,
					       5 * sqrt(DRAWS * p * (1 - p)) + 0.5);
	}
}

/* Below 3, 2^64 - 1 is one too many: it is drawn again. */
static void fill_from_list(void *context, uint8_t *out, size_t size)
{
	guint8 **next = context;

	memcpy(out, *next, size);
	*next += size;
}

static void test_no_remainder(void)
{
	guint8 bytes[24], *next = bytes;
	struct random_source source = {fill_from_list, &next};

	memset(bytes, 0, 8);        /* 0: too low, 2^64 mod 3 is 1 */
	memset(bytes + 8, 0xff, 8); /* 2^64 - 1, divisible by 3 */
	memset(bytes + 16, 0x00, 8);
	bytes[16] = 2;
	g_assert_cmpuint(random_below(&source, 3), ==, 0);
	g_assert_cmpuint((guint)(next - bytes), ==, 16);
	g_assert_cmpuint(random_below(&source, 3), ==, 2);
}

static void expect_window(int year, guint day, guint days, guint back, int wanted_year, guint index)
{
	struct window window;

	g_assert_true(window_before(year, day, days, back, &window));
	g_assert_cmpint(window.year, ==, wanted_year);
	g_assert_cmpuint(window.index, ==, index);
	g_assert_cmpuint(window.days, ==, days);
}

static void test_windows(void)
{
	struct window window;

	expect_window(2026, 30, 30, 0, 2026, 0); /* the 31st day: the first 30 are over */
	expect_window(2026, 29, 30, 0, 2025, 11);
	expect_window(2026, 365, 30, 0, 2026, 11);
	expect_window(2026, 200, 90, 0, 2026, 1);
	expect_window(2026, 200, 90, 2, 2025, 3);
	expect_window(2024, 365, 365, 0, 2024, 0); /* December 31 of a leap year */
	expect_window(2026, 364, 365, 0, 2025, 0);
	expect_window(2026, 0, 30, 25, 2023, 10);
	g_assert_false(window_before(2026, 100, 31, 0, &window));
	g_assert_false(window_before(2026, 100, 0, 0, &window));
	g_assert_false(window_before(2026, 100, 30, WINDOW_BACK_MAX + 1, &window));
}

/* A day is in one window of each length at most, and windows are made of whole cells. */
static void test_windows_do_not_overlap(void)
{
	static const guint lengths[] = {30, 90, 365};

	for (guint l = 0; l < G_N_ELEMENTS(lengths); l++) {
		guint covered[366] = {0}, cells[WINDOW_CELLS] = {0};

		for (guint i = 0; i < window_per_year(lengths[l]); i++) {
			const struct window window = {2026, (guint16)lengths[l], (guint8)i};
			guint first = window_first_cell(&window);

			g_assert_cmpuint(first * WINDOW_CELL_DAYS, ==, window_first_day(&window));
			for (guint day = 0; day < lengths[l]; day++)
				covered[window_first_day(&window) + day]++;
			for (guint cell = 0; cell < window_cell_count(&window); cell++)
				cells[first + cell]++;
		}
		for (guint day = 0; day < 366; day++) {
			g_assert_cmpuint(covered[day], <=, 1);
			/* What is told of a day is paid by its cell. */
			g_assert_cmpuint(covered[day], <=,
					 cells[MIN(day / WINDOW_CELL_DAYS, WINDOW_CELLS - 1)]);
		}
	}
}

static void test_pseudonyms(void)
{
	guint8 bytes[32];
	g_autoptr(HtSecret) key = NULL;
	g_autoptr(HtSecret) other_key = NULL;
	char one[HT_PSEUDONYM_SIZE], other[HT_PSEUDONYM_SIZE];

	for (guint i = 0; i < sizeof bytes; i++)
		bytes[i] = (guint8)i;
	key = ht_secret_new(bytes, sizeof bytes);
	other_key = ht_secret_new(NULL, sizeof bytes);
	/* By Python's hashlib. */
	ht_pseudonym(key, 1000, PERSON, one);
	g_assert_cmpstr(one, ==, "ff2d6d1620f1361af31f814fa50fabb9");
	g_assert_cmpuint(ht_pseudonym_shift(key, 1000, PERSON), ==, 349);
	ht_pseudonym(key, 1001, PERSON, other);
	g_assert_cmpstr(other, ==, "979066f0b2921ae003d3642f0078bffb");
	g_assert_cmpuint(ht_pseudonym_shift(key, 1001, PERSON), ==, 375);
	ht_pseudonym(other_key, 1000, PERSON, other);
	g_assert_cmpstr(one, !=, other);
}

/* Nothing of the person's id or the uid is in it, and every recipient has another one. */
static void test_pseudonyms_differ(void)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, 32);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint shifts[HT_PSEUDONYM_SHIFT_PERIODS] = {0}, most = 0;

	for (guint uid = 0; uid < 5000; uid++) {
		char name[HT_PSEUDONYM_SIZE];

		ht_pseudonym(key, uid, PERSON, name);
		g_assert_true(g_hash_table_add(seen, g_strdup(name)));
		shifts[ht_pseudonym_shift(key, uid, PERSON)]++;
	}
	for (guint i = 0; i < HT_PSEUDONYM_SHIFT_PERIODS; i++)
		most = MAX(most, shifts[i]);
	g_assert_cmpuint(most, <, 40); /* 10 of each are usual */
}

static gboolean debit(HtBudget *budget, guint32 uid, guint days, guint index, enum ht_told what,
		      guint32 price_micro)
{
	const struct window window = {2026, (guint16)days, (guint8)index};
	g_autoptr(GError) error = NULL;
	gboolean changed;
	gboolean ok =
	    ht_budget_debit(budget, &limits, uid, &window, what, price_micro, &changed, &error);

	if (!ok)
		g_assert_error(error, HT_ERROR, HT_ERROR_BUDGET_SPENT);
	return ok;
}

static void test_budget(void)
{
	g_autoptr(HtBudget) budget = ht_budget_new();

	/* Of one account: 3.5 of 5.0 in cells 3 to 5, and once only. */
	g_assert_true(debit(budget, 1, 30, 3, HT_TOLD_ANONYMISED_30, 2000000));
	g_assert_true(debit(budget, 1, 30, 3, HT_TOLD_ANONYMISED_30, 2000000));
	g_assert_true(debit(budget, 1, 90, 1, HT_TOLD_ANONYMISED_90, 1500000));
	g_assert_cmpuint(ht_budget_of(budget, 1)->spent_micro[3], ==, 3500000);
	g_assert_cmpuint(ht_budget_of(budget, 1)->spent_micro[4], ==, 1500000);
	g_assert_cmpuint(ht_budget_of(budget, 1)->spent_micro[6], ==, 0);
	/* Too much for one cell: nothing is taken from any. */
	g_assert_false(debit(budget, 1, 90, 1, HT_TOLD_DEIDENTIFIED, 3000000));
	g_assert_cmpuint(ht_budget_of(budget, 1)->spent_micro[4], ==, 1500000);
	/* The same answer for a second account costs it, and all together nothing. */
	g_assert_true(debit(budget, 2, 30, 3, HT_TOLD_ANONYMISED_30, 2000000));
	g_assert_cmpuint(ht_budget_of(budget, 2)->spent_micro[3], ==, 2000000);
	g_assert_cmpuint(ht_budget_of_all(budget)->spent_micro[3], ==, 3500000);
	/* What is de-identified costs all for each recipient: 3.5 + 2 x 3.0, and no third. */
	g_assert_true(debit(budget, 2, 30, 3, HT_TOLD_DEIDENTIFIED, 3000000));
	g_assert_true(debit(budget, 3, 30, 3, HT_TOLD_DEIDENTIFIED, 3000000));
	g_assert_false(debit(budget, 4, 30, 3, HT_TOLD_DEIDENTIFIED, 3000000));
	g_assert_cmpuint(ht_budget_of_all(budget)->spent_micro[3], ==, 9500000);
	g_assert_null(ht_budget_of(budget, 4));
}

static void test_budget_bytes(void)
{
	g_autoptr(HtBudget) budget = ht_budget_new(), read = NULL;
	g_autoptr(GBytes) bytes = NULL, again = NULL;

	g_assert_true(debit(budget, 70000, 365, 0, HT_TOLD_ANONYMISED_365, 1000000));
	g_assert_true(debit(budget, 5, 30, 11, HT_TOLD_DEIDENTIFIED, 3000000));
	bytes = ht_budget_encode(budget);
	read = ht_budget_decode(bytes, NULL);
	g_assert_nonnull(read);
	again = ht_budget_encode(read);
	g_assert_true(g_bytes_equal(bytes, again));
	g_assert_cmpuint(ht_budget_of(read, 5)->spent_micro[11], ==, 3000000);
	g_assert_cmpuint(ht_budget_of(read, 70000)->spent_micro[12], ==, 1000000);
	/* Whatever is cut off or wrong is an error, never an empty budget. */
	for (gsize size = 0; size < g_bytes_get_size(bytes); size++) {
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(bytes, 0, size);
		g_autoptr(GError) error = NULL;

		g_assert_null(ht_budget_decode(cut, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
	}
}

/* Documents in memory, with a log of what was done. */
typedef struct {
	GHashTable *documents;
	GString *log;
	const char *fails; /* collection that cannot be kept */
	gint64 sum;
	struct seeded_random seeded;
	struct random_source random;
	HtTeller *teller;
} Table;

static GBytes *load(gpointer context, const char *collection, const char *id, GError **error)
{
	Table *table = context;
	g_autofree char *key = g_strconcat(collection, "/", id, NULL);
	GBytes *bytes = g_hash_table_lookup(table->documents, key);

	(void)error;
	return bytes ? g_bytes_ref(bytes) : NULL;
}

static gboolean keep(gpointer context, const char *person, const char *collection, const char *id,
		     GBytes *content, GError **error)
{
	Table *table = context;

	g_assert_cmpstr(person, ==, PERSON);
	g_string_append_printf(table->log, "%s ", collection);
	if (g_strcmp0(table->fails, collection) == 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED, "disk full");
		return FALSE;
	}
	g_hash_table_insert(table->documents, g_strconcat(collection, "/", id, NULL),
			    g_bytes_ref(content));
	return TRUE;
}

static gboolean sum(gpointer context, gint64 *sums, GError **error)
{
	Table *table = context;

	(void)error;
	g_string_append(table->log, "computed ");
	sums[0] = table->sum;
	return TRUE;
}

/* A restart: what is in memory alone is gone. */
static void restart(Table *table)
{
	const HtTellerDocuments documents = {table, load, keep};

	ht_teller_free(table->teller);
	table->random = seeded_random_source(&table->seeded);
	table->teller = ht_teller_new(&documents, &table->random, &limits);
}

static void table_set_up(Table *table, gconstpointer unused)
{
	(void)unused;
	table->documents =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	table->log = g_string_new(NULL);
	table->seeded.state = 3;
	restart(table);
}

static void table_tear_down(Table *table, gconstpointer unused)
{
	(void)unused;
	ht_teller_free(table->teller);
	g_hash_table_unref(table->documents);
	g_string_free(table->log, TRUE);
}

static gboolean ask(Table *table, guint32 uid, gboolean deidentified, gint64 *told, GError **error)
{
	const HtQuestion question = {
	    .person = PERSON, .window = {2026, 30, 3}, .deidentified = deidentified, .uid = uid};
	const struct laplace_scale scale = {700, 2000000};
	const HtTellerNumbers numbers = {&scale, 1, sum, table};

	g_string_truncate(table->log, 0);
	return ht_teller_ask(table->teller, &question, &numbers, told, error);
}

static guint32 told_to_all(Table *table)
{
	g_autoptr(HtBudget) budget = ht_teller_budget(table->teller, PERSON, 2026, NULL);

	return ht_budget_of_all(budget)->spent_micro[3];
}

static void test_paid_first_and_drawn_once(Table *table, gconstpointer unused)
{
	gint64 first, again;

	(void)unused;
	g_assert_true(ask(table, 1, FALSE, &first, NULL));
	g_assert_cmpstr(table->log->str, ==, "privacy-budgets computed privacy-answers ");
	g_assert_true(ask(table, 1, FALSE, &again, NULL));
	g_assert_cmpstr(table->log->str, ==, "");
	g_assert_cmpint(again, ==, first);
	/* New data do not make a new answer, nor does a restart. */
	table->sum = 1000000;
	restart(table);
	g_assert_true(ask(table, 1, FALSE, &again, NULL));
	g_assert_cmpint(again, ==, first);
	/* Another account is told the same; it pays, all together do not. */
	g_assert_true(ask(table, 2, FALSE, &again, NULL));
	g_assert_cmpint(again, ==, first);
	g_assert_cmpstr(table->log->str, ==, "privacy-budgets ");
	g_assert_cmpuint(told_to_all(table), ==, 2000000);
}

static void test_recipients_have_noise_of_their_own(Table *table, gconstpointer unused)
{
	gint64 one, other;

	(void)unused;
	g_assert_true(ask(table, 1, TRUE, &one, NULL));
	g_assert_true(ask(table, 2, TRUE, &other, NULL));
	g_assert_cmpint(one, !=, other);
	g_assert_cmpuint(told_to_all(table), ==, 4000000);
}

/* Not kept, not told: the price before, the answer after. */
static void test_nothing_is_told_that_is_not_kept(Table *table, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	gint64 told = 0, again;

	(void)unused;
	table->fails = "privacy-budgets";
	g_assert_false(ask(table, 1, FALSE, &told, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_assert_cmpstr(table->log->str, ==, "privacy-budgets "); /* nothing was computed */
	g_clear_error(&error);
	table->fails = "privacy-answers";
	g_assert_false(ask(table, 1, FALSE, &told, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	/* It is paid; the answer that nobody saw is drawn anew for nothing. */
	table->fails = NULL;
	restart(table);
	g_assert_true(ask(table, 1, FALSE, &told, NULL));
	g_assert_cmpstr(table->log->str, ==, "computed privacy-answers ");
	g_assert_cmpuint(told_to_all(table), ==, 2000000);
	g_assert_true(ask(table, 1, FALSE, &again, NULL));
	g_assert_cmpint(again, ==, told);
}

/* Rubbish in the place of what was told: an error, not a second answer. */
static void test_damaged(Table *table, gconstpointer unused)
{
	GHashTableIter iter;
	gpointer key;
	gint64 told;

	(void)unused;
	g_assert_true(ask(table, 1, FALSE, &told, NULL));
	g_hash_table_iter_init(&iter, table->documents);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		g_autoptr(GError) error = NULL;

		g_hash_table_iter_replace(&iter, g_bytes_new_static("\x01rubbish", 8));
		g_assert_false(ask(table, 1, FALSE, &told, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
		g_assert_null(strstr(table->log->str, "computed"));
	}
}

static void test_spent(Table *table, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	gint64 told;

	(void)unused;
	g_assert_true(ask(table, 1, FALSE, &told, NULL));
	g_assert_true(ask(table, 1, TRUE, &told, NULL));
	for (guint32 uid = 2; uid < 5; uid++)
		g_assert_true(ask(table, uid, TRUE, &told, NULL));
	g_assert_false(ask(table, 5, TRUE, &told, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_BUDGET_SPENT);
	g_assert_cmpstr(table->log->str, ==, "");
	g_assert_cmpuint(told_to_all(table), ==, 10000000);
	/* What was told is told again. */
	g_assert_true(ask(table, 4, TRUE, &told, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	g_test_add_func("/anonymity/noise/vectors", test_noise_vectors);
	g_test_add_func("/anonymity/noise/distribution", test_noise_distribution);
	g_test_add_func("/anonymity/noise/bernoulli-exp", test_bernoulli_exp);
	g_test_add_func("/anonymity/noise/no-remainder", test_no_remainder);
	g_test_add_func("/anonymity/windows/newest-that-is-over", test_windows);
	g_test_add_func("/anonymity/windows/do-not-overlap", test_windows_do_not_overlap);
	g_test_add_func("/anonymity/pseudonyms/vectors", test_pseudonyms);
	g_test_add_func("/anonymity/pseudonyms/differ", test_pseudonyms_differ);
	g_test_add_func("/anonymity/budget/sums", test_budget);
	g_test_add_func("/anonymity/budget/bytes", test_budget_bytes);
#define TABLE_TEST(path, test)                                                                     \
	g_test_add("/anonymity/teller/" path, Table, NULL, table_set_up, test, table_tear_down)
	TABLE_TEST("paid-first-and-drawn-once", test_paid_first_and_drawn_once);
	TABLE_TEST("recipients-have-noise-of-their-own", test_recipients_have_noise_of_their_own);
	TABLE_TEST("nothing-is-told-that-is-not-kept", test_nothing_is_told_that_is_not_kept);
	TABLE_TEST("damaged", test_damaged);
	TABLE_TEST("spent", test_spent);
	return g_test_run();
}
