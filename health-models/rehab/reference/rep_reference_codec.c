/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/bytes.h"
#include "health-models/rehab/reference/rep_reference.h"

#include <errno.h>
#include <math.h>

/* Every number of a reference in the order of the encoding, apart from the count and the flag. */
enum { SCALARS = 12, NUMBERS = 6 + SCALARS + 2 * REP_CURVE_POINTS };

static float *number(struct rep_reference *r, unsigned i)
{
	float *scalars[SCALARS] = {
	    &r->rom_deg,           &r->rom_spread_deg,   &r->duration_s,
	    &r->duration_spread_s, &r->concentric_s,     &r->hold_s,
	    &r->eccentric_s,       &r->peak_speed_rads,  &r->smoothness_sparc,
	    &r->smoothness_spread, &r->compensation_deg, &r->compensation_spread_deg};

	if (i < 3)
		return &r->rest_gravity[i];
	if (i < 6)
		return &r->axis[i - 3];
	i -= 6;
	if (i < SCALARS)
		return scalars[i];
	i -= SCALARS;
	if (i < REP_CURVE_POINTS)
		return &r->curve[i];
	return &r->curve_spread[i - REP_CURVE_POINTS];
}

long rep_reference_encode(const struct rep_reference *reference, uint8_t *out, size_t size)
{
	struct rep_reference copy = *reference;
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u8(&w, (uint8_t)reference->repetitions);
	put_u8(&w, reference->has_rate);
	for (unsigned i = 0; i < NUMBERS; i++)
		put_f32(&w, *number(&copy, i));
	return w.failed ? -ENOBUFS : (long)w.at;
}

static bool is_unit(const float v[3])
{
	return fabsf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2] - 1) < 0.01f;
}

/* What no recording gives: dividing by it would make nonsense of every score. */
static bool is_possible(const struct rep_reference *r)
{
	if (!is_unit(r->rest_gravity) || !is_unit(r->axis) || !(r->rom_deg > 0) ||
	    !(r->duration_s > 0) || r->repetitions < 1 || r->repetitions > REP_REFERENCE_MAX)
		return false;
	if (!(r->rom_spread_deg > 0) || !(r->duration_spread_s > 0) ||
	    !(r->smoothness_spread > 0) || !(r->compensation_spread_deg > 0))
		return false;
	for (unsigned i = 0; i < REP_CURVE_POINTS; i++)
		if (!(r->curve_spread[i] > 0))
			return false;
	return true;
}

int rep_reference_decode(uint16_t version, const uint8_t *data, size_t size,
			 struct rep_reference *reference)
{
	struct rep_reference r = {0};
	struct byte_reader reader;

	if (version != REP_REFERENCE_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&reader, data, size);
	r.repetitions = get_u8(&reader);
	r.has_rate = get_u8(&reader) != 0;
	for (unsigned i = 0; i < NUMBERS; i++) {
		*number(&r, i) = get_f32(&reader);
		if (!isfinite(*number(&r, i)))
			return -EBADMSG;
	}
	if (reader.failed || byte_reader_left(&reader) || !is_possible(&r))
		return -EBADMSG;
	*reference = r;
	return 0;
}
