/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-player.h"

#include "ble/codec/battery.h"
#include "ble/codec/heart_rate.h"

/* Packets in one go before the main loop gets to serve the bus. */
enum { BURST = 64, DRAIN_POLL_MS = 2 };

typedef enum {
	PLAYER_IDLE,    /* no stream is on */
	PLAYER_PLAYING, /* packets go out */
	PLAYER_AWAY,    /* the link is lost, time goes on */
	PLAYER_STALLED, /* for good */
	PLAYER_DRAINING,
	PLAYER_DONE,
} PlayerState;

struct _HtPlayer {
	HtPlayerSettings settings;
	HtPlayerCounts counts;
	struct strap *strap;
	HtRadio radio;
	PlayerState state;
	struct strap_packet packet; /* the next one */
	gboolean has_packet;
	gboolean waits_for_room;
	guint source;     /* idle or timeout that goes on playing */
	gint64 origin_us; /* g_get_monotonic_time() of origin_index */
	guint64 origin_index;
	void (*ended)(gpointer user_data, int result);
	gpointer ended_data;
};

typedef enum { STEP_AGAIN, STEP_WAIT } Step;

static gboolean on_turn(gpointer user_data);

HtPlayer *ht_player_new(const HtPlayerSettings *settings, struct strap *strap,
			void (*ended)(gpointer user_data, int result), gpointer user_data)
{
	HtPlayer *player = g_new0(HtPlayer, 1);

	player->settings = *settings;
	player->strap = strap;
	player->ended = ended;
	player->ended_data = user_data;
	return player;
}

void ht_player_free(HtPlayer *player)
{
	g_clear_handle_id(&player->source, g_source_remove);
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

static void turn_later(HtPlayer *player, guint wait_ms)
{
	if (player->source > 0 || player->waits_for_room)
		return;
	if (wait_ms > 0)
		player->source = g_timeout_add(wait_ms, on_turn, player);
	else
		player->source = g_idle_add(on_turn, player);
}

static void enter_state(HtPlayer *player, PlayerState state)
{
	player->state = state;
	g_clear_handle_id(&player->source, g_source_remove);
	switch (state) {
	case PLAYER_PLAYING:
	case PLAYER_AWAY:
		player->origin_us = g_get_monotonic_time();
		player->origin_index =
		    player->has_packet ? player->packet.due_index : player->strap->index;
		turn_later(player, 0);
		break;
	case PLAYER_DRAINING:
		turn_later(player, 0);
		break;
	case PLAYER_IDLE:
	case PLAYER_STALLED:
	case PLAYER_DONE:
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

	if (player->settings.speed <= 0 || player->packet.due_index <= player->origin_index)
		return 0;
	due_us = (double)(player->packet.due_index - player->origin_index) * 1e6 /
		 WEARABLE_RATE_HZ / player->settings.speed;
	left_ms = (due_us - elapsed_us) / 1000.0;
	return left_ms <= 0 ? 0 : (guint)left_ms + 1;
}

static const char *characteristic_of(const struct strap_packet *packet)
{
	if (packet->event == STRAP_HEART_RATE)
		return HEART_RATE_MEASUREMENT_UUID;
	return packet->event == STRAP_BATTERY ? BATTERY_LEVEL_UUID : PMD_DATA_UUID;
}

static void count_sent(HtPlayer *player)
{
	const struct strap_packet *packet = &player->packet;

	player->counts.frames += packet->event == STRAP_ECG;
	player->counts.heart_rate_packets += packet->event == STRAP_HEART_RATE;
	player->counts.battery_packets += packet->event == STRAP_BATTERY;
	player->counts.samples += packet->samples;
}

static void drop(HtPlayer *player)
{
	player->counts.dropped_packets++;
	player->counts.dropped_samples += player->packet.samples;
}

static void on_room(gpointer user_data)
{
	HtPlayer *player = user_data;

	player->waits_for_room = FALSE;
	ht_player_kick(player);
}

static Step send_packet(HtPlayer *player)
{
	const HtRadio *radio = &player->radio;
	const char *uuid = characteristic_of(&player->packet);

	switch (radio->send(radio->context, uuid, player->packet.data, player->packet.size)) {
	case HT_SEND_DONE:
		count_sent(player);
		break;
	case HT_SEND_FULL:
		if (!player->settings.drop_when_full) {
			player->waits_for_room = TRUE;
			radio->wait(radio->context, uuid, on_room, player);
			return STEP_WAIT;
		}
		drop(player);
		break;
	case HT_SEND_CLOSED:
		/* Heart rate and battery are for who wants them; ECG waits for its reader. */
		if (player->packet.event == STRAP_ECG && !player->settings.drop_when_full)
			return STEP_WAIT;
		if (player->packet.event == STRAP_ECG)
			drop(player);
		break;
	}
	player->has_packet = FALSE;
	return STEP_AGAIN;
}

static Step deliver(HtPlayer *player)
{
	switch (player->packet.event) {
	case STRAP_ECG:
	case STRAP_HEART_RATE:
	case STRAP_BATTERY:
		return send_packet(player);
	case STRAP_LINK_LOST:
		player->has_packet = FALSE;
		enter_state(player, PLAYER_AWAY);
		player->radio.set_in_reach(player->radio.context, FALSE);
		return STEP_AGAIN;
	case STRAP_LINK_BACK:
		player->has_packet = FALSE;
		enter_state(player, PLAYER_IDLE);
		player->radio.set_in_reach(player->radio.context, TRUE);
		return STEP_WAIT;
	case STRAP_END:
		player->has_packet = FALSE;
		enter_state(player, PLAYER_DRAINING);
		return STEP_WAIT;
	}
	return STEP_WAIT;
}

/* Faults that stop everything, at their time. */
static gboolean stopped_by_fault(HtPlayer *player)
{
	if (player->packet.due_index >= player->settings.vanish_at_index) {
		enter_state(player, PLAYER_STALLED);
		player->radio.vanish(player->radio.context);
		return TRUE;
	}
	if (player->packet.due_index >= player->settings.stall_at_index) {
		enter_state(player, PLAYER_STALLED);
		return TRUE;
	}
	return FALSE;
}

static Step play_one(HtPlayer *player)
{
	guint wait_ms;
	int r;

	if (!player->has_packet) {
		r = strap_next(player->strap, &player->packet);
		if (r < 0) {
			finish(player, r);
			return STEP_WAIT;
		}
		player->has_packet = TRUE;
	}
	wait_ms = due_in_ms(player);
	if (wait_ms > 0) {
		turn_later(player, wait_ms);
		return STEP_WAIT;
	}
	return stopped_by_fault(player) ? STEP_WAIT : deliver(player);
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
	if (player->state == PLAYER_IDLE && player->strap->started)
		enter_state(player, PLAYER_PLAYING);
	else if (player->state == PLAYER_PLAYING && !player->strap->started)
		enter_state(player, PLAYER_IDLE);
	else if (is_playing(player))
		turn_later(player, 0);
}

void ht_player_unlinked(HtPlayer *player)
{
	strap_unlink(player->strap);
	if (player->state == PLAYER_PLAYING)
		enter_state(player, PLAYER_IDLE);
}
