/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-lockstep.h"

typedef struct {
	gpointer member;
	void (*kick)(gpointer member);
	guint64 now_ns;
	gboolean waits;
} Member;

struct _HtLockstep {
	guint64 lead_ns;
	GArray *members; /* of Member; a handful */
};

HtLockstep *ht_lockstep_new(guint64 lead_ns)
{
	HtLockstep *step = g_new0(HtLockstep, 1);

	step->lead_ns = lead_ns;
	step->members = g_array_new(FALSE, TRUE, sizeof(Member));
	return step;
}

void ht_lockstep_free(HtLockstep *step)
{
	g_array_unref(step->members);
	g_free(step);
}

void ht_lockstep_join(HtLockstep *step, gpointer member, void (*kick)(gpointer member))
{
	const Member entry = {.member = member, .kick = kick};

	g_array_append_val(step->members, entry);
}

static guint64 slowest_ns(const HtLockstep *step)
{
	guint64 least = G_MAXUINT64;

	for (guint i = 0; i < step->members->len; i++)
		least = MIN(least, g_array_index(step->members, Member, i).now_ns);
	return least;
}

static void kick_waiting(HtLockstep *step)
{
	guint64 slowest = slowest_ns(step);

	for (guint i = 0; i < step->members->len; i++) {
		Member *entry = &g_array_index(step->members, Member, i);

		if (!entry->waits || entry->now_ns > slowest + step->lead_ns)
			continue;
		entry->waits = FALSE;
		entry->kick(entry->member);
	}
}

void ht_lockstep_leave(HtLockstep *step, gpointer member)
{
	for (guint i = 0; i < step->members->len; i++) {
		if (g_array_index(step->members, Member, i).member != member)
			continue;
		g_array_remove_index(step->members, i);
		kick_waiting(step);
		return;
	}
}

static Member *find(HtLockstep *step, gpointer member)
{
	for (guint i = 0; i < step->members->len; i++) {
		if (g_array_index(step->members, Member, i).member == member)
			return &g_array_index(step->members, Member, i);
	}
	return NULL;
}

gboolean ht_lockstep_go(HtLockstep *step, gpointer member, guint64 now_ns)
{
	Member *entry = find(step, member);
	gboolean was_slowest;

	if (!entry)
		return TRUE;
	was_slowest = entry->now_ns == slowest_ns(step);
	entry->now_ns = MAX(entry->now_ns, now_ns);
	if (was_slowest)
		kick_waiting(step);
	entry->waits = entry->now_ns > slowest_ns(step) + step->lead_ns;
	return !entry->waits;
}
