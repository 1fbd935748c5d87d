/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/motion_rows.h"

#include "common/timebase.h"
#include "health-models/motion/vector3.h"

#include <string.h>

#define ROW_NS      (NS_PER_S / MOTION_ROWS_HZ)
#define HOLE_NS     (MOTION_ROWS_HOLE_MS * NS_PER_MS)
#define BREAK_NS    (MOTION_ROWS_BREAK_S * NS_PER_S)
#define GRAVITY_MS2 9.81f

void motion_rows_init(struct motion_rows *m)
{
	*m = (struct motion_rows){0};
	gravity_init(&m->gravity);
}

static void start(struct motion_rows *m, int64_t t_ns)
{
	m->after_break = m->started;
	m->started = true;
	m->t_ns = m->before_ns = m->next_ns = t_ns;
	memcpy(m->up_before, m->gravity.up, sizeof m->up_before);
	memcpy(m->up_now, m->gravity.up, sizeof m->up_now);
	memcpy(m->row_up, m->gravity.up, sizeof m->row_up);
}

static void sum(struct motion_rows *m, const struct imu_sample *sample)
{
	if (sample->has & IMU_ANGULAR_RATE) {
		vector3_add(m->rate_sum, 1, sample->gyr_rads);
		m->rates++;
	}
	if (sample->has & IMU_ACCELERATION) {
		m->lift_sum += vector3_dot(sample->acc_ms2, m->gravity.up) - GRAVITY_MS2;
		m->lifts++;
	}
}

int motion_rows_push(struct motion_rows *m, const struct imu_sample *sample)
{
	bool is_break =
	    m->started && (sample->has & IMU_ACCELERATION) && sample->t_ns - m->t_ns > BREAK_NS;

	if (is_break)
		gravity_init(&m->gravity);
	gravity_push(&m->gravity, sample);
	if (!m->gravity.started)
		return 0;
	sum(m, sample);
	if (!(sample->has & IMU_ACCELERATION))
		return 0;
	if (!m->started || is_break) {
		start(m, sample->t_ns);
		return 1;
	}
	m->before_ns = m->t_ns;
	memcpy(m->up_before, m->up_now, sizeof m->up_before);
	m->t_ns = sample->t_ns;
	memcpy(m->up_now, m->gravity.up, sizeof m->up_now);
	return m->next_ns <= m->t_ns;
}

/* Means over what came since the last row; what came since serves the rows of one push alike. */
static void take_means(struct motion_rows *m)
{
	if (m->rates)
		for (int i = 0; i < 3; i++)
			m->rate[i] = m->rate_sum[i] / (float)m->rates;
	if (m->lifts)
		m->lift = m->lift_sum / (float)m->lifts;
	memset(m->rate_sum, 0, sizeof m->rate_sum);
	m->lift_sum = 0;
	m->rates = m->lifts = 0;
}

int motion_rows_get(struct motion_rows *m, struct motion_row *row)
{
	float share = 1;

	if (!m->started || m->next_ns > m->t_ns)
		return 0;
	take_means(m);
	*row =
	    (struct motion_row){.t_ns = m->next_ns,
				.lift_ms2 = m->lift,
				.has_rate = gravity_has_rate(&m->gravity),
				.missing = m->t_ns - m->before_ns > HOLE_NS && m->next_ns < m->t_ns,
				.after_break = m->after_break};
	if (m->t_ns > m->before_ns)
		share = (float)(m->next_ns - m->before_ns) / (float)(m->t_ns - m->before_ns);
	for (int i = 0; i < 3; i++)
		row->up[i] = m->up_before[i] + share * (m->up_now[i] - m->up_before[i]);
	vector3_unit(row->up);
	if (row->has_rate) {
		memcpy(row->rate_rads, m->rate, sizeof m->rate);
	} else { /* up turns against the sensor */
		vector3_cross(row->up, m->row_up, row->rate_rads);
		for (int i = 0; i < 3; i++)
			row->rate_rads[i] *= MOTION_ROWS_HZ;
	}
	memcpy(m->row_up, row->up, sizeof m->row_up);
	m->next_ns += ROW_NS;
	m->after_break = false;
	return 1;
}
