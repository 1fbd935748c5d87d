/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/score/set_fatigue.h"

#include "common/bytes.h"

#include <math.h>

void set_fatigue_init(struct set_fatigue *f)
{
	*f = (struct set_fatigue){0};
}

static float slope(float n, float sum_i, float sum_ii, float sum_y, float sum_iy)
{
	float below = n * sum_ii - sum_i * sum_i;

	return n >= 3 && below > 0 ? (n * sum_iy - sum_i * sum_y) / below : 0;
}

static float median(const float v[FATIGUE_FIRST])
{
	float low = fminf(v[0], v[1]), high = fmaxf(v[0], v[1]);

	return fmaxf(low, fminf(high, v[2]));
}

static void take_speed(struct set_fatigue *f, float speed_rads, float stop_loss)
{
	f->last_rads[f->count % FATIGUE_FIRST] = speed_rads;
	if (f->count <= FATIGUE_FIRST) {
		f->first_rads[f->count - 1] = speed_rads;
		return;
	}
	if (!(median(f->first_rads) > 0))
		return;
	f->velocity_loss = fmaxf(0, 1 - median(f->last_rads) / median(f->first_rads));
	f->stop = f->stop || (stop_loss > 0 && f->velocity_loss >= stop_loss);
}

void set_fatigue_take(struct set_fatigue *f, const struct repetition *r, float stop_loss)
{
	float i = (float)f->count, n = i + 1;

	if (r->label == REP_NOT_SCORED)
		return;
	f->count++;
	take_speed(f, r->mean_speed_rads, stop_loss);
	f->sum_i += i;
	f->sum_ii += i * i;
	f->sum_rom += r->rom_percent;
	f->sum_i_rom += i * r->rom_percent;
	f->sum_smooth += isnan(r->smoothness_sparc) ? 0 : r->smoothness_sparc;
	f->sum_i_smooth += isnan(r->smoothness_sparc) ? 0 : i * r->smoothness_sparc;
	f->rom_percent_per_rep = slope(n, f->sum_i, f->sum_ii, f->sum_rom, f->sum_i_rom);
	f->smoothness_per_rep = slope(n, f->sum_i, f->sum_ii, f->sum_smooth, f->sum_i_smooth);
}

enum { NUMBERS = 9 + 2 * FATIGUE_FIRST };

static float *number(struct set_fatigue *f, unsigned i)
{
	float *all[] = {&f->velocity_loss,
			&f->rom_percent_per_rep,
			&f->smoothness_per_rep,
			&f->sum_i,
			&f->sum_ii,
			&f->sum_rom,
			&f->sum_i_rom,
			&f->sum_smooth,
			&f->sum_i_smooth};

	if (i < 9)
		return all[i];
	i -= 9;
	return i < FATIGUE_FIRST ? &f->first_rads[i] : &f->last_rads[i - FATIGUE_FIRST];
}

void set_fatigue_encode(const struct set_fatigue *f, struct byte_writer *w)
{
	struct set_fatigue copy = *f;

	put_u32(w, f->count);
	put_u8(w, f->stop);
	for (unsigned i = 0; i < NUMBERS; i++)
		put_f32(w, *number(&copy, i));
}

bool set_fatigue_decode(struct set_fatigue *f, struct byte_reader *r)
{
	f->count = get_u32(r);
	f->stop = get_u8(r) != 0;
	for (unsigned i = 0; i < NUMBERS; i++) {
		*number(f, i) = get_f32(r);
		if (!isfinite(*number(f, i)))
			return false;
	}
	return !r->failed && f->count <= FATIGUE_COUNT_MAX;
}
