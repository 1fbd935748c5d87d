/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of pmd_frame.c that have files of their own; nobody else needs them. */
#pragma once

#include "ble/codec/pmd.h"

#include "common/bytes.h"

struct pmd_header {
	uint8_t type; /* enum pmd_type, or one this version does not know */
	uint8_t frame_type;
	uint64_t device_ns;
};

/* All read what is behind the header. They return what pmd_frame_push() does. */
int pmd_ecg_decode(struct byte_reader *r, const struct pmd_header *header, uint32_t rate_mhz,
		   struct sample_block *block);
int pmd_ecg_push(struct byte_reader *r, const struct pmd_header *header, uint32_t rate_mhz,
		 const struct sample_sink *sink);
/* Frames of PMD_PPG that say how the light is measured. */
int pmd_light_settings_push(struct byte_reader *r, const struct pmd_header *header,
			    const struct sample_sink *sink);
