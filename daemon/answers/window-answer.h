/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetSummary: what is told of a window of a person's days, anonymised or de-identified; and
 * GetPrivacyBudget: how much was told. docs/privacy.md has the arithmetic. In a worker. */
#pragma once

#include "daemon/answers/window-question.h"
#include "privacy/anonymity/teller.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) With what may be told of a day, and the system's noise. */
HtTeller *ht_window_teller(HtStore *store);
/* (transfer full) a{sv}. HT_ERROR_INSUFFICIENT_DATA, HT_ERROR_BUDGET_SPENT. pseudonym_key: of
 * HT_PURPOSE_PSEUDONYM, for what is de-identified. */
GVariant *ht_window_answer(HtStore *store, HtTeller *teller, const HtSecret *pseudonym_key,
			   const HtWindowQuestion *question, GCancellable *cancellable,
			   GError **error);
/* (transfer full) a{sv} of GetPrivacyBudget: of the person, for the account that asks. */
GVariant *ht_window_budget(HtTeller *teller, const HtWindowQuestion *question, GError **error);

G_END_DECLS
