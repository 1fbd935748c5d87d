/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/turns.h"

typedef struct {
	gpointer who;
	GSourceOnceFunc granted;
} Turn;

struct _HtTurns {
	HtDiscovery *discovery;
	guint links_max;
	GQueue queue;     /* of Turn */
	gpointer current; /* whose turn it is, or will be as soon as scanning has paused */
	GPtrArray *links; /* who holds a link and is done with connecting */
	gboolean stopped;
};

HtTurns *ht_turns_new(HtDiscovery *discovery, guint links_max)
{
	HtTurns *turns = g_new0(HtTurns, 1);

	turns->discovery = discovery;
	turns->links_max = links_max;
	turns->links = g_ptr_array_new();
	g_queue_init(&turns->queue);
	return turns;
}

void ht_turns_free(HtTurns *turns)
{
	g_queue_clear_full(&turns->queue, g_free);
	g_ptr_array_unref(turns->links);
	g_free(turns);
}

static void on_paused(gpointer data)
{
	HtTurns *turns = data;
	g_autofree Turn *turn = g_queue_pop_head(&turns->queue);

	if (turn)
		turn->granted(turn->who);
}

static void next(HtTurns *turns)
{
	const Turn *turn = g_queue_peek_head(&turns->queue);

	if (turns->current || turns->stopped)
		return;
	if (!turn || turns->links->len >= turns->links_max) {
		ht_discovery_resume(turns->discovery);
		return;
	}
	turns->current = turn->who;
	ht_discovery_pause(turns->discovery, on_paused, turns);
}

static gint is_of(gconstpointer turn, gconstpointer who)
{
	return ((const Turn *)turn)->who != who;
}

void ht_turns_ask(HtTurns *turns, gpointer who, GSourceOnceFunc granted)
{
	Turn *turn;

	if (turns->stopped || turns->current == who ||
	    g_queue_find_custom(&turns->queue, who, is_of))
		return;
	turn = g_new0(Turn, 1);
	turn->who = who;
	turn->granted = granted;
	g_queue_push_tail(&turns->queue, turn);
	next(turns);
}

static void leave_queue(HtTurns *turns, gpointer who)
{
	GList *link = g_queue_find_custom(&turns->queue, who, is_of);

	if (!link)
		return;
	g_free(link->data);
	g_queue_delete_link(&turns->queue, link);
}

static void leave_turn(HtTurns *turns, gpointer who)
{
	leave_queue(turns, who);
	if (turns->current == who)
		turns->current = NULL;
}

void ht_turns_settle(HtTurns *turns, gpointer who)
{
	leave_turn(turns, who);
	if (!g_ptr_array_find(turns->links, who, NULL))
		g_ptr_array_add(turns->links, who);
	next(turns);
}

void ht_turns_release(HtTurns *turns, gpointer who)
{
	gboolean current = turns->current == who;
	gboolean linked = g_ptr_array_remove_fast(turns->links, who);

	leave_turn(turns, who);
	if (current || linked)
		next(turns);
}

void ht_turns_start(HtTurns *turns)
{
	next(turns);
}

static void on_stopped(gpointer data)
{
	(void)data;
}

void ht_turns_stop(HtTurns *turns)
{
	turns->stopped = TRUE;
	g_queue_clear_full(&turns->queue, g_free);
	ht_discovery_pause(turns->discovery, on_stopped, turns);
}
