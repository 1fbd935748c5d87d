/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/packet-faults.h"

enum { RUBBISH_BYTES = 64 };

static uint8_t noise_byte(struct noise *noise)
{
	return (uint8_t)(noise_uniform(noise) * 256);
}

void packet_make_rubbish(struct wearable_packet *packet, struct noise *noise)
{
	packet->size = (uint16_t)(1 + noise_byte(noise) % RUBBISH_BYTES);
	for (uint16_t i = 0; i < packet->size; i++)
		packet->data[i] = noise_byte(noise);
	packet->data[0] |= 0x30; /* no PMD measurement type in use */
	packet->samples = 0;
}

void packet_make_lying(struct wearable_packet *packet)
{
	if (packet->size > 0)
		packet->size--;
	packet->samples = 0;
}
