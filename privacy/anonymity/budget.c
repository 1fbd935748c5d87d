/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/anonymity/budget.h"

#include "common/bytes.h"
#include "common/glib/ht-error.h"

enum { VERSION = 1, ROW_SIZE = WINDOW_CELLS * 5, HEAD_SIZE = 3 + ROW_SIZE };

typedef struct {
	guint32 uid;
	HtBudgetRow row;
} Account;

struct _HtBudget {
	HtBudgetRow all;
	GArray *accounts; /* Account, by uid */
};

HtBudget *ht_budget_new(void)
{
	HtBudget *budget = g_new0(HtBudget, 1);

	budget->accounts = g_array_new(FALSE, TRUE, sizeof(Account));
	return budget;
}

void ht_budget_free(HtBudget *budget)
{
	if (!budget)
		return;
	g_array_unref(budget->accounts);
	g_free(budget);
}

/* Where the account is or belongs. */
static guint place_of(const HtBudget *budget, guint32 uid)
{
	guint place = 0;

	while (place < budget->accounts->len &&
	       g_array_index(budget->accounts, Account, place).uid < uid)
		place++;
	return place;
}

const HtBudgetRow *ht_budget_of(const HtBudget *budget, guint32 uid)
{
	guint place = place_of(budget, uid);

	if (place < budget->accounts->len &&
	    g_array_index(budget->accounts, Account, place).uid == uid)
		return &g_array_index(budget->accounts, Account, place).row;
	return NULL;
}

const HtBudgetRow *ht_budget_of_all(const HtBudget *budget)
{
	return &budget->all;
}

/* Where the account has no row yet, it gets one. */
static void keep_row(HtBudget *budget, guint32 uid, const HtBudgetRow *row)
{
	const Account account = {uid, *row};
	guint place = place_of(budget, uid);

	if (place < budget->accounts->len &&
	    g_array_index(budget->accounts, Account, place).uid == uid)
		g_array_index(budget->accounts, Account, place) = account;
	else
		g_array_insert_val(budget->accounts, place, account);
}

static gboolean spent(GError **error, const char *whose)
{
	g_set_error(error, HT_ERROR, HT_ERROR_BUDGET_SPENT,
		    "another answer about this time would tell %s too much of the person; ask for "
		    "what was answered before, which costs nothing, or for a later window",
		    whose);
	return FALSE;
}

/* Takes the price from one cell. FALSE = there is too little left. */
static gboolean take(HtBudgetRow *row, guint cell, enum ht_told what, guint32 price_micro,
		     guint32 limit_micro)
{
	guint64 sum = (guint64)row->spent_micro[cell] + price_micro;

	if (sum > limit_micro)
		return FALSE;
	row->told[cell] |= (guint8)what;
	row->spent_micro[cell] = (guint32)sum;
	return TRUE;
}

gboolean ht_budget_debit(HtBudget *budget, const HtBudgetLimits *limits, guint32 uid,
			 const struct window *window, enum ht_told what, guint32 price_micro,
			 gboolean *changed, GError **error)
{
	const HtBudgetRow *known = ht_budget_of(budget, uid);
	HtBudgetRow own = known ? *known : (HtBudgetRow){.told = {0}};
	HtBudgetRow all = budget->all;
	guint first = window_first_cell(window), end = first + window_cell_count(window);

	*changed = FALSE;
	if (!known && budget->accounts->len >= HT_BUDGET_ACCOUNTS_MAX)
		return spent(error, "so many accounts");
	for (guint cell = first; cell < end; cell++) {
		if (own.told[cell] & what)
			continue;
		*changed = TRUE;
		if (!take(&own, cell, what, price_micro, limits->account_micro))
			return spent(error, "this account");
		/* Each recipient is told its own; what is anonymised is one answer for all. */
		if ((what == HT_TOLD_DEIDENTIFIED || !(all.told[cell] & what)) &&
		    !take(&all, cell, what, price_micro, limits->all_micro))
			return spent(error, "all accounts together");
	}
	if (*changed) {
		keep_row(budget, uid, &own);
		budget->all = all;
	}
	return TRUE;
}

static void put_row(struct byte_writer *writer, const HtBudgetRow *row)
{
	for (guint cell = 0; cell < WINDOW_CELLS; cell++) {
		put_u8(writer, row->told[cell]);
		put_u32(writer, row->spent_micro[cell]);
	}
}

GBytes *ht_budget_encode(const HtBudget *budget)
{
	gsize size = HEAD_SIZE + budget->accounts->len * (gsize)(4 + ROW_SIZE);
	guint8 *bytes = g_malloc(size);
	struct byte_writer writer;

	byte_writer_init(&writer, bytes, size);
	put_u8(&writer, VERSION);
	put_u16(&writer, (guint16)budget->accounts->len);
	put_row(&writer, &budget->all);
	for (guint i = 0; i < budget->accounts->len; i++) {
		const Account *account = &g_array_index(budget->accounts, Account, i);

		put_u32(&writer, account->uid);
		put_row(&writer, &account->row);
	}
	return g_bytes_new_take(bytes, size);
}

static gboolean get_row(struct byte_reader *reader, HtBudgetRow *row)
{
	gboolean sound = TRUE;

	for (guint cell = 0; cell < WINDOW_CELLS; cell++) {
		row->told[cell] = get_u8(reader);
		row->spent_micro[cell] = get_u32(reader);
		sound = sound && row->told[cell] <= HT_TOLD_EVERYTHING &&
			row->spent_micro[cell] <= HT_BUDGET_SPENT_MAX_MICRO;
	}
	return sound && !reader->failed;
}

static gboolean get_accounts(struct byte_reader *reader, HtBudget *budget, guint count)
{
	for (guint i = 0; i < count; i++) {
		Account account = {.uid = get_u32(reader)};

		if (!get_row(reader, &account.row) ||
		    (i > 0 && account.uid <= g_array_index(budget->accounts, Account, i - 1).uid))
			return FALSE;
		g_array_append_val(budget->accounts, account);
	}
	return byte_reader_left(reader) == 0;
}

HtBudget *ht_budget_decode(GBytes *bytes, GError **error)
{
	g_autoptr(HtBudget) budget = ht_budget_new();
	struct byte_reader reader;
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	guint version, count;

	byte_reader_init(&reader, data, size);
	version = get_u8(&reader);
	count = get_u16(&reader);
	if (version > VERSION) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
				    "a later version of this program wrote what was told of this "
				    "person; update it");
		return NULL;
	}
	if (version == VERSION && count <= HT_BUDGET_ACCOUNTS_MAX &&
	    get_row(&reader, &budget->all) && get_accounts(&reader, budget, count))
		return g_steal_pointer(&budget);
	/* Beginning anew would give away what was spent. */
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "what was told of this person cannot be read, so nothing more is told");
	return NULL;
}
