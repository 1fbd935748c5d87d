/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/bytes.h"
#include "health-models/rehab/set/exercise_set.h"

#include <errno.h>
#include <math.h>

/* u32 count, i64 start of the open movement (INT64_MIN: none), u8 whether there is more: u32 count
 * and f32 values of the range of motion's level, and the fatigue. */

static void put_level(struct byte_writer *w, const struct rom_level *level)
{
	put_u32(w, level->count);
	for (unsigned i = 0; i < ROM_LEVEL_REPETITIONS; i++)
		put_f32(w, level->rom_deg[i]);
}

static bool get_level(struct byte_reader *r, struct rom_level *level)
{
	level->count = get_u32(r);
	for (unsigned i = 0; i < ROM_LEVEL_REPETITIONS; i++) {
		level->rom_deg[i] = get_f32(r);
		if (!isfinite(level->rom_deg[i]))
			return false;
	}
	return !r->failed;
}

long exercise_set_encode(const struct exercise_set *s, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u32(&w, exercise_set_count(s));
	put_u64(&w, (uint64_t)(s->has_reference ? scored_set_open_ns(&s->of.scored) : INT64_MIN));
	put_u8(&w, s->has_reference);
	if (s->has_reference) {
		put_level(&w, &s->of.scored.level);
		set_fatigue_encode(&s->of.scored.fatigue, &w);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}

int exercise_set_decode(struct exercise_set *s, uint16_t version, const uint8_t *data, size_t size)
{
	struct set_event lost = {.kind = SET_REFUSED, .reason = SET_REASON_HOLE};
	struct rom_level level = {.count = 0};
	struct set_fatigue fatigue = {.count = 0};
	struct byte_reader r;
	unsigned count;

	if (version != EXERCISE_SET_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, data, size);
	count = get_u32(&r);
	lost.t_ns = (int64_t)get_u64(&r);
	if ((get_u8(&r) != 0) != s->has_reference || r.failed)
		return -EBADMSG;
	if (s->has_reference && (!get_level(&r, &level) || !set_fatigue_decode(&fatigue, &r)))
		return -EBADMSG;
	if (r.failed || byte_reader_left(&r))
		return -EBADMSG;
	s->counted_before = count;
	if (s->has_reference) {
		s->of.scored.level = level;
		s->of.scored.fatigue = fatigue;
	}
	if (lost.t_ns != INT64_MIN) /* its end was not seen */
		set_events_put(&s->events, &lost);
	return 0;
}
