/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-packet-queue.h"

#include "ble/virtual/packet-faults.h"

struct _HtPacketQueue {
	const HtFaults *faults;
	HtPlayerCounts *counts;
	struct noise noise;
	GQueue packets;                 /* of struct wearable_packet */
	struct wearable_packet swapped; /* is sent behind the next one of its characteristic */
	gboolean has_swapped;
	guint64 frames; /* of ECG */
	/* packets for which each fault still lasts */
	guint stall, lose, reorder, duplicate, rubbish, lying;
};

HtPacketQueue *ht_packet_queue_new(const HtFaults *faults, HtPlayerCounts *counts)
{
	HtPacketQueue *queue = g_new0(HtPacketQueue, 1);

	queue->faults = faults;
	queue->counts = counts;
	noise_init(&queue->noise, 0);
	g_queue_init(&queue->packets);
	return queue;
}

static void packet_free(gpointer packet)
{
	g_slice_free(struct wearable_packet, packet);
}

void ht_packet_queue_free(HtPacketQueue *queue)
{
	g_queue_clear_full(&queue->packets, packet_free);
	g_free(queue);
}

void ht_packet_queue_fail(HtPacketQueue *queue, const HtFault *fault)
{
	guint packets = (guint)MIN(fault->amount, 1e6);

	switch (fault->kind) {
	case HT_FAULT_STALL:
		queue->stall = packets;
		break;
	case HT_FAULT_LOSE:
		queue->lose = packets;
		break;
	case HT_FAULT_REORDER:
		queue->reorder = packets;
		break;
	case HT_FAULT_DUPLICATE:
		queue->duplicate = packets;
		break;
	case HT_FAULT_RUBBISH:
		queue->rubbish = packets;
		break;
	case HT_FAULT_LYING:
		queue->lying = packets;
		break;
	case HT_FAULT_DROP:
	case HT_FAULT_VANISH:
	case HT_FAULT_SILENCE:
	case HT_FAULT_LATE_SERVICES:
	case HT_FAULT_WRONG_MTU:
	case HT_FAULT_BOND_LOST:
	case HT_FAULT_ADAPTER_GONE:
	case HT_FAULT_BLUEZ_RESTART:
	case HT_FAULT_CLOCK_RESET:
	case HT_FAULT_RATE_ERROR:
		break;
	}
}

static guint64 ecg_samples(const struct wearable_packet *packet)
{
	return packet->content == CONTENT_ECG && packet->event == WEARABLE_PACKET ? packet->samples
										  : 0;
}

static void append(HtPacketQueue *queue, const struct wearable_packet *packet)
{
	g_queue_push_tail(&queue->packets, g_slice_dup(struct wearable_packet, packet));
}

static gboolean is_nth_frame(const HtPacketQueue *queue, gint64 every)
{
	return every > 0 && queue->frames % (guint64)every == 0;
}

static gboolean takes_turn(guint *left)
{
	return *left > 0 && (*left)-- > 0;
}

static void spoil(HtPacketQueue *queue, struct wearable_packet *packet)
{
	guint64 samples = ecg_samples(packet);
	gboolean is_frame = packet->content == CONTENT_ECG;

	queue->frames += is_frame ? 1 : 0;
	if ((is_frame && is_nth_frame(queue, queue->faults->rubbish_frames)) ||
	    takes_turn(&queue->rubbish))
		packet_make_rubbish(packet, &queue->noise);
	else if ((is_frame && is_nth_frame(queue, queue->faults->lying_frames)) ||
		 takes_turn(&queue->lying))
		packet_make_lying(packet);
	queue->counts->spoiled_samples += samples - ecg_samples(packet);
}

/* bluetoothd's socket is full. */
static gboolean is_dropped(HtPacketQueue *queue, const struct wearable_packet *packet)
{
	if (queue->stall == 0 || g_queue_get_length(&queue->packets) < HT_PACKETS_KEPT)
		return FALSE;
	queue->counts->dropped_packets++;
	queue->counts->dropped_samples += ecg_samples(packet);
	return TRUE;
}

static gboolean is_lost(HtPacketQueue *queue, const struct wearable_packet *packet)
{
	if (!takes_turn(&queue->lose))
		return FALSE;
	queue->counts->lost_packets++;
	queue->counts->lost_samples += ecg_samples(packet);
	return TRUE;
}

static void send_swapped(HtPacketQueue *queue)
{
	if (!queue->has_swapped)
		return;
	queue->has_swapped = FALSE;
	append(queue, &queue->swapped);
}

static void put_in_order(HtPacketQueue *queue, const struct wearable_packet *packet)
{
	if (!queue->has_swapped && takes_turn(&queue->reorder)) {
		queue->swapped = *packet;
		queue->has_swapped = TRUE;
		queue->counts->reordered++;
		return;
	}
	append(queue, packet);
	if (takes_turn(&queue->duplicate)) {
		append(queue, packet);
		((struct wearable_packet *)g_queue_peek_tail(&queue->packets))->samples = 0;
		queue->counts->duplicates++;
	}
	if (queue->has_swapped && g_str_equal(packet->uuid, queue->swapped.uuid))
		send_swapped(queue);
}

static void set_due(gpointer packet, gpointer due_ns)
{
	((struct wearable_packet *)packet)->due_ns = *(const guint64 *)due_ns;
}

/* Everything that was kept comes at once. */
static void end_stall(HtPacketQueue *queue, guint64 now_ns)
{
	queue->stall = 0;
	g_queue_foreach(&queue->packets, set_due, &now_ns);
}

void ht_packet_queue_put(HtPacketQueue *queue, const struct wearable_packet *packet)
{
	struct wearable_packet mine = *packet;

	if (packet->event != WEARABLE_PACKET) {
		end_stall(queue, packet->due_ns);
		send_swapped(queue);
		append(queue, packet);
		return;
	}
	if (!packet->waited_for) {
		append(queue, packet);
		return;
	}
	if (!is_lost(queue, &mine) && !is_dropped(queue, &mine)) {
		spoil(queue, &mine);
		put_in_order(queue, &mine);
	}
	if (takes_turn(&queue->stall) && queue->stall == 0)
		end_stall(queue, packet->due_ns);
}

gboolean ht_packet_queue_take(HtPacketQueue *queue, struct wearable_packet *packet)
{
	struct wearable_packet *head;

	if (queue->stall > 0 || g_queue_is_empty(&queue->packets))
		return FALSE;
	head = g_queue_pop_head(&queue->packets);
	*packet = *head;
	packet_free(head);
	return TRUE;
}

void ht_packet_queue_clear(HtPacketQueue *queue)
{
	struct wearable_packet *packet;

	send_swapped(queue);
	while ((packet = g_queue_pop_head(&queue->packets)) != NULL) {
		queue->counts->unsent_samples += ecg_samples(packet);
		packet_free(packet);
	}
	queue->stall = queue->lose = queue->reorder = queue->duplicate = 0;
	queue->rubbish = queue->lying = 0;
}
