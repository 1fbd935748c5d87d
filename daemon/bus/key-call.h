/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call to change keys, from its descriptors to its answer. Main thread only; one at a time. */
#pragma once

#include "daemon/hub.h"
#include "daemon/bus/key-work.h"

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	HtKeyWork *work;
} HtKeyCall;

/* (transfer full) What a call begins with; NULL = the caller was answered. */
HtKeyWork *ht_key_call_begin(HtHub *hub, GDBusMethodInvocation *invocation, HtKeyWhat what,
			     const char *action, GUnixFDList *fds, GVariant *proof,
			     GVariant *options);
/* Takes the work over and does it in a worker. The callback gets the HtKeyCall, which lives until
 * it returns, and is to end the call. */
void ht_key_call_start(HtHub *hub, GDBusMethodInvocation *invocation, HtKeyWork *work,
		       GAsyncReadyCallback done);
void ht_key_call_end(HtHub *hub);
void ht_key_call_free(gpointer data);

/* As ListKeySlots answers; slots NULL = none. */
GVariant *ht_key_call_slots(const GPtrArray *slots);
/* The words as a descriptor to read them from: at most one, in fds. A pipe holds them all. */
GVariant *ht_key_call_words(const HtSecret *words, GUnixFDList *fds, GError **error);

G_END_DECLS
