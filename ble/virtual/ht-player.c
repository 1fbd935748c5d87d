/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-player.h"

#include "ble/virtual/ht-packet-queue.h"

/* Packets in one go before the main loop gets to serve the bus. */
enum { BURST = 64, DRAIN_POLL_MS = 2 };

typedef enum {
	PLAYER_IDLE,     /* nobody listens */
	PLAYER_SETTLING, /* the hub may ask for more before time begins to run */
	PLAYER_PLAYING,  /* packets go out */
	PLAYER_AWAY,     /* the link is lost, time goes on */
	PLAYER_STALLED,  /* for good */
	PLAYER_DRAINING,
	PLAYER_DONE,
} PlayerState;

struct _HtPlayer {
	HtPlayerSettings settings;
	HtPlayerCounts counts;
	const struct wearable_kind *kind;
	gpointer wearable;
	HtRadio radio;
	PlayerState state;
	HtPacketQueue *queue;
	struct wearable_packet packet; /* the next one */
	gboolean has_packet;
	gboolean waits_for_room;
	guint fault;            /* the next one of the script */
	const HtFault *failing; /* of the radio, until the link is back; NULL = none */
	guint source;           /* idle or timeout that goes on playing */
	gint64 origin_us;       /* g_get_monotonic_time() of origin_ns */
	guint64 origin_ns;
	guint64 now_ns; /* device time */
	void (*ended)(gpointer user_data, int result);
	gpointer ended_data;
};

typedef enum { STEP_AGAIN, STEP_WAIT } Step;

static gboolean on_turn(gpointer user_data);

static void turn_later(HtPlayer *player, guint wait_ms)
{
	if (player->source > 0 || player->waits_for_room)
		return;
	if (wait_ms > 0)
		player->source = g_timeout_add(wait_ms, on_turn, player);
	else
		player->source = g_idle_add(on_turn, player);
}

static void go_on(gpointer user_data)
{
	turn_later(user_data, 0);
}

HtPlayer *ht_player_new(const HtPlayerSettings *settings, const struct wearable_kind *kind,
			gpointer state, void (*ended)(gpointer user_data, int result),
			gpointer user_data)
{
	HtPlayer *player = g_new0(HtPlayer, 1);

	player->settings = *settings;
	player->kind = kind;
	player->wearable = state;
	player->queue = ht_packet_queue_new(settings->faults, &player->counts);
	player->ended = ended;
	player->ended_data = user_data;
	if (settings->lockstep)
		ht_lockstep_join(settings->lockstep, player, go_on);
	return player;
}

void ht_player_free(HtPlayer *player)
{
	g_clear_handle_id(&player->source, g_source_remove);
	if (player->settings.lockstep)
		ht_lockstep_leave(player->settings.lockstep, player);
	ht_packet_queue_free(player->queue);
	g_free(player);
}

void ht_player_set_radio(HtPlayer *player, const HtRadio *radio)
{
	player->radio = *radio;
}

const HtPlayerCounts *ht_player_counts(const HtPlayer *player)
{
	return &player->counts;
}

static void leave_lockstep(HtPlayer *player)
{
	if (player->settings.lockstep)
		ht_lockstep_leave(player->settings.lockstep, player);
}

static void enter_state(HtPlayer *player, PlayerState state)
{
	player->state = state;
	g_clear_handle_id(&player->source, g_source_remove);
	switch (state) {
	case PLAYER_SETTLING:
		turn_later(player, player->kind->settle_ms(player->wearable));
		break;
	case PLAYER_PLAYING:
	case PLAYER_AWAY:
		player->origin_us = g_get_monotonic_time();
		player->origin_ns = player->now_ns;
		turn_later(player, 0);
		break;
	case PLAYER_DRAINING:
		turn_later(player, 0);
		break;
	case PLAYER_STALLED:
	case PLAYER_DONE:
		leave_lockstep(player);
		break;
	case PLAYER_IDLE:
		break;
	}
}

static void finish(HtPlayer *player, int result)
{
	enter_state(player, PLAYER_DONE);
	player->radio.vanish(player->radio.context);
	player->ended(player->ended_data, result);
}

/* Milliseconds until the packet is due, rounded up; 0 = now. */
static guint due_in_ms(const HtPlayer *player)
{
	double elapsed_us = (double)(g_get_monotonic_time() - player->origin_us);
	double due_us, left_ms;

	if (player->settings.speed <= 0 || player->packet.due_ns <= player->origin_ns)
		return 0;
	due_us = (double)(player->packet.due_ns - player->origin_ns) / 1e3 / player->settings.speed;
	left_ms = (due_us - elapsed_us) / 1000.0;
	return left_ms <= 0 ? 0 : (guint)left_ms + 1;
}

static void drop(HtPlayer *player)
{
	if (player->counts.dropped_packets++ == 0)
		g_printerr("virtual-wearable: nobody takes the packets: dropping them\n");
	if (player->packet.content == CONTENT_ECG)
		player->counts.dropped_samples += player->packet.samples;
}

static void on_room(gpointer user_data)
{
	HtPlayer *player = user_data;

	player->waits_for_room = FALSE;
	if (player->state == PLAYER_PLAYING)
		turn_later(player, 0);
}

static Step send_packet(HtPlayer *player)
{
	const struct wearable_packet *packet = &player->packet;
	const HtRadio *radio = &player->radio;

	switch (radio->send(radio->context, packet->uuid, packet->data, packet->size)) {
	case HT_SEND_DONE:
		player->counts.packets[packet->content]++;
		player->counts.samples[packet->content] += packet->samples;
		break;
	case HT_SEND_FULL:
		if (!player->settings.drop_when_full) {
			player->waits_for_room = TRUE;
			radio->wait(radio->context, packet->uuid, on_room, player);
			return STEP_WAIT;
		}
		drop(player);
		break;
	case HT_SEND_CLOSED:
		/* Heart rate and battery are for who wants them; ECG waits for its reader. */
		if (packet->waited_for && !player->settings.drop_when_full)
			return STEP_WAIT;
		if (packet->waited_for)
			drop(player);
		break;
	}
	player->has_packet = FALSE;
	return STEP_AGAIN;
}

static void link_back(HtPlayer *player)
{
	const HtFault *failed = player->failing;

	player->failing = NULL;
	player->has_packet = FALSE;
	enter_state(player, PLAYER_IDLE);
	if (failed)
		player->radio.repair(player->radio.context, failed);
	player->radio.set_in_reach(player->radio.context, TRUE);
}

static Step deliver(HtPlayer *player)
{
	switch (player->packet.event) {
	case WEARABLE_PACKET:
		return send_packet(player);
	case WEARABLE_LINK_LOST:
		player->has_packet = FALSE;
		enter_state(player, PLAYER_AWAY);
		player->radio.set_in_reach(player->radio.context, FALSE);
		return STEP_AGAIN;
	case WEARABLE_LINK_BACK:
		link_back(player);
		return STEP_WAIT;
	case WEARABLE_END:
		player->has_packet = FALSE;
		enter_state(player, PLAYER_DRAINING);
		return STEP_WAIT;
	}
	return STEP_WAIT;
}

/* What waits to be sent will not be. */
static void forget_unsent(HtPlayer *player)
{
	if (player->has_packet && player->packet.content == CONTENT_ECG)
		player->counts.unsent_samples += player->packet.samples;
	player->has_packet = FALSE;
	ht_packet_queue_clear(player->queue);
}

/* The wearable, or what lies between it and the hub, is gone for so long. */
static int go_away(HtPlayer *player, const HtFault *fault, gdouble seconds)
{
	guint64 back_ns = fault->at_ns + (guint64)(seconds * 1e9);
	const HtRadio *radio = &player->radio;
	int r;

	forget_unsent(player);
	enter_state(player, PLAYER_AWAY);
	if (radio->fail && fault->kind != HT_FAULT_DROP) {
		player->failing = fault;
		radio->fail(radio->context, fault);
	}
	if (fault->kind != HT_FAULT_ADAPTER_GONE && fault->kind != HT_FAULT_BLUEZ_RESTART)
		radio->set_in_reach(radio->context, FALSE);
	r = player->kind->skip(player->wearable, back_ns);
	player->packet.event = WEARABLE_LINK_BACK;
	player->packet.due_ns = back_ns;
	player->has_packet = TRUE;
	return r;
}

/* Returns 0, or the source's -errno. */
static int perform(HtPlayer *player, const HtFault *fault)
{
	player->counts.faults++;
	switch (fault->kind) {
	case HT_FAULT_DROP:
	case HT_FAULT_ADAPTER_GONE:
	case HT_FAULT_BLUEZ_RESTART:
		return go_away(player, fault, fault->amount);
	case HT_FAULT_LATE_SERVICES:
	case HT_FAULT_WRONG_MTU:
	case HT_FAULT_BOND_LOST:
		return go_away(player, fault, 1);
	case HT_FAULT_VANISH:
	case HT_FAULT_SILENCE:
		enter_state(player, PLAYER_STALLED);
		if (fault->kind == HT_FAULT_VANISH)
			player->radio.vanish(player->radio.context);
		player->ended(player->ended_data, HT_PLAYER_STOPPED);
		return 0;
	case HT_FAULT_CLOCK_RESET:
		player->kind->reset_clock(player->wearable);
		return 0;
	case HT_FAULT_RATE_ERROR:
		player->kind->set_rate_error(player->wearable, fault->amount / 1e6);
		return 0;
	case HT_FAULT_STALL:
	case HT_FAULT_LOSE:
	case HT_FAULT_REORDER:
	case HT_FAULT_DUPLICATE:
	case HT_FAULT_RUBBISH:
	case HT_FAULT_LYING:
		ht_packet_queue_fail(player->queue, fault);
		return 0;
	}
	return 0;
}

static int take_packet(HtPlayer *player)
{
	int r = 1;

	while (!player->has_packet && r >= 0) {
		player->has_packet = ht_packet_queue_take(player->queue, &player->packet);
		if (player->has_packet)
			break;
		r = player->kind->next(player->wearable, &player->packet);
		if (r >= 0)
			ht_packet_queue_put(player->queue, &player->packet);
	}
	return MIN(r, 0);
}

static const HtFault *due_fault(const HtPlayer *player)
{
	const HtFaults *faults = player->settings.faults;
	const HtFault *fault;

	if (player->state != PLAYER_PLAYING || player->fault >= ht_faults_count(faults))
		return NULL;
	fault = ht_faults_get(faults, player->fault);
	return fault->at_ns <= player->packet.due_ns ? fault : NULL;
}

static Step play_one(HtPlayer *player)
{
	const HtFault *fault;
	guint wait_ms;
	int r = take_packet(player);

	fault = r < 0 ? NULL : due_fault(player);
	if (fault) {
		player->fault++;
		r = perform(player, fault);
	}
	if (r < 0) {
		finish(player, r);
		return STEP_WAIT;
	}
	if (fault)
		return player->state == PLAYER_STALLED ? STEP_WAIT : STEP_AGAIN;
	wait_ms = due_in_ms(player);
	if (wait_ms > 0) {
		turn_later(player, wait_ms);
		return STEP_WAIT;
	}
	/* Time away is not held up: the others may be waiting for what went with it. */
	if (player->settings.lockstep &&
	    !ht_lockstep_go(player->settings.lockstep, player, player->packet.due_ns) &&
	    player->state == PLAYER_PLAYING)
		return STEP_WAIT;
	player->now_ns = MAX(player->now_ns, player->packet.due_ns);
	return deliver(player);
}

static void drain(HtPlayer *player)
{
	if (player->radio.is_drained(player->radio.context))
		finish(player, 0);
	else
		turn_later(player, DRAIN_POLL_MS);
}

static gboolean is_playing(const HtPlayer *player)
{
	return player->state == PLAYER_PLAYING || player->state == PLAYER_AWAY;
}

static gboolean on_turn(gpointer user_data)
{
	HtPlayer *player = user_data;
	Step step = STEP_AGAIN;

	player->source = 0;
	if (player->state == PLAYER_SETTLING)
		enter_state(player, PLAYER_PLAYING);
	for (guint i = 0; i < BURST && step == STEP_AGAIN && is_playing(player); i++)
		step = play_one(player);
	if (player->state == PLAYER_DRAINING)
		drain(player);
	else if (step == STEP_AGAIN && is_playing(player))
		turn_later(player, 0);
	return G_SOURCE_REMOVE;
}

void ht_player_kick(HtPlayer *player)
{
	gboolean is_on = player->kind->is_on(player->wearable);

	if (player->state != PLAYER_IDLE && player->state != PLAYER_SETTLING &&
	    player->state != PLAYER_PLAYING)
		return;
	if (!is_on)
		enter_state(player, PLAYER_IDLE);
	else if (player->kind->settle_ms(player->wearable) > 0)
		enter_state(player, PLAYER_SETTLING);
	else if (player->state == PLAYER_PLAYING)
		turn_later(player, 0);
	else
		enter_state(player, PLAYER_PLAYING);
}

void ht_player_unlinked(HtPlayer *player)
{
	player->kind->unlink(player->wearable);
	player->counts.links++;
	if (player->state == PLAYER_PLAYING || player->state == PLAYER_SETTLING)
		enter_state(player, PLAYER_IDLE);
	if (!player->kind->plays_heart)
		forget_unsent(player);
}
