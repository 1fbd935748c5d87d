/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets made bad on purpose. Pure. */
#pragma once

#include "ble/virtual/noise.h"
#include "ble/virtual/wearable.h"

/* Random bytes that no decoder may take for a measurement; no good sample is left in it. */
void packet_make_rubbish(struct wearable_packet *packet, struct noise *noise);
/* One byte short. */
void packet_make_lying(struct wearable_packet *packet);
