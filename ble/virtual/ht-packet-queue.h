/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packets between a wearable and its radio, and what is made to go wrong with them there: lost,
 * late, twice, out of order, bad. Main context only.
 */
#pragma once

#include "ble/virtual/ht-faults.h"
#include "ble/virtual/ht-player.h"

G_BEGIN_DECLS

typedef struct _HtPacketQueue HtPacketQueue;

/* So many packets wait in bluetoothd's socket for a reader that does not read; then it drops. */
enum { HT_PACKETS_KEPT = 167 };

HtPacketQueue *ht_packet_queue_new(const HtFaults *faults, HtPlayerCounts *counts);
void ht_packet_queue_free(HtPacketQueue *queue);

/* A fault of the script that concerns packets begins. */
void ht_packet_queue_fail(HtPacketQueue *queue, const HtFault *fault);
void ht_packet_queue_put(HtPacketQueue *queue, const struct wearable_packet *packet);
/* FALSE when there is none to be sent now. */
gboolean ht_packet_queue_take(HtPacketQueue *queue, struct wearable_packet *packet);
/* The link went: what waits is lost, and counted. */
void ht_packet_queue_clear(HtPacketQueue *queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPacketQueue, ht_packet_queue_free)

G_END_DECLS
