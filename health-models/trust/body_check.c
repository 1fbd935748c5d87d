/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/trust/body_check.h"

enum { HR_MAX_BPM = 300 };

void body_check_init(struct body_check *b)
{
	*b = (struct body_check){.ecg_rate_mhz = 0};
	plausible_heart_init(&b->heart, &plausible_heart_settings_default);
	plausible_gravity_init(&b->gravity, &plausible_gravity_settings_default);
}

void body_check_begin(struct body_check *b)
{
	plausible_heart_break(&b->heart);
	b->ecg_rate_mhz = 0;
	b->contact_denied = false;
}

static void take_contact(struct body_check *b, bool contact)
{
	b->contact_denied = !contact;
	strap_contact_flag(&b->strap, contact);
	if (!contact)
		plausible_heart_break(&b->heart);
}

/* What a strap in a drawer counts is nobody's heart. */
static bool heart_rate_is_odd(struct body_check *b, const struct heart_rate_block *block)
{
	bool odd = block->hr_bpm > HR_MAX_BPM;

	if (block->contact_supported)
		take_contact(b, block->contact);
	if (body_check_strap_is_off(b))
		return false;
	for (unsigned i = 0; i < block->rr_count && i < HEART_RATE_RR_MAX; i++)
		odd |= plausible_heart_push(&b->heart, (float)block->rr_1024[i] * 1000 / 1024);
	return odd;
}

/* Intervals that the wearable itself advises against are none. */
static bool intervals_are_odd(struct body_check *b, const struct intervals_block *block)
{
	bool odd = false;

	for (unsigned i = 0; i < block->count && i < INTERVALS_MAX; i++) {
		if (block->interval[i].contact_supported)
			take_contact(b, block->interval[i].contact);
		if (block->interval[i].moving || b->contact_denied)
			plausible_heart_break(&b->heart);
		else
			odd |= plausible_heart_push(&b->heart, block->interval[i].interval_ms);
	}
	return odd;
}

static void watch_strap(struct body_check *b, const struct ecg_block *block)
{
	if (block->rate_mhz != b->ecg_rate_mhz) {
		struct strap_contact_settings settings = strap_contact_settings_default;

		settings.rate_hz = block->rate_mhz / 1e3;
		if (strap_contact_init(&b->strap, &settings) < 0) {
			b->ecg_rate_mhz = 0;
			return;
		}
		b->ecg_rate_mhz = block->rate_mhz;
	}
	for (unsigned i = 0; i < block->count && i < ECG_BLOCK_MAX; i++)
		strap_contact_push(&b->strap, (float)block->uv[i]);
}

unsigned body_check_block(struct body_check *b, const struct sample_block *block)
{
	bool odd = false;

	switch (block->kind) {
	case SAMPLE_ECG:
		watch_strap(b, &block->ecg);
		break;
	case SAMPLE_HEART_RATE:
		odd = heart_rate_is_odd(b, &block->heart_rate);
		break;
	case SAMPLE_WAVE:
		if (block->wave.quantity == QUANTITY_ACCELERATION)
			odd = plausible_gravity_push(&b->gravity, &block->wave);
		break;
	case SAMPLE_INTERVALS:
		odd = intervals_are_odd(b, &block->intervals);
		break;
	case SAMPLE_READING:
		odd = !plausible_reading(&block->reading);
		break;
	case SAMPLE_BATTERY:
		break;
	}
	return odd ? TRUST_REASON_PHYSIOLOGY : 0;
}

bool body_check_strap_is_off(const struct body_check *b)
{
	return b->ecg_rate_mhz ? strap_contact_is_off(&b->strap) : b->contact_denied;
}
