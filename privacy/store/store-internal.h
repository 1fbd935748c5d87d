/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a store is, for the files that make up its functions. */
#pragma once

#include "privacy/store/store-open.h"
#include "privacy/store/store-writer.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

struct _HtStore {
	HtStoreParts parts;
	HtStoreNotifier *notifier;
	HtStoreWriter *writer;
};

G_END_DECLS
