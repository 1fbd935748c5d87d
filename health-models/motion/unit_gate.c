/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/unit_gate.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "health-models/motion/vector3.h"

static const int64_t HALF_NS = 500000000;
static const int64_t TENTH_NS = 100000000;
/* Sensors are off by some percent, and a lift may be steady for half a second (1.24 g on a wrist);
 * units are further apart. */
static const double REST_TOLERANCE = 0.25;
static const double MOVING_TOLERANCE = 0.6;
/* 2000 deg/s, in rad/s. */
static const double FASTEST_RADS = 34.9;

enum {
	STRANGE_HALVES = 4, /* 2 s of another size at rest */
	MOVING_HALVES = 40, /* 20 s without rest */
	FAST_HALVES = 2,
	FIELDS_MIN = 50,    /* 5 s of them at 10 Hz */
	LONG_INTERVALS = 8, /* of the first ten */
	RATE_INTERVALS_MIN = 40,
};

void unit_gate_init(struct unit_gate *g, float rate_hz)
{
	memset(g, 0, sizeof *g);
	g->rate_hz = rate_hz > 0 ? rate_hz : 0;
	g->first_ns = INT64_MIN;
	g->acc_ns = INT64_MIN;
}

/* Wraps round where the clock is absurd. */
static int64_t ns_between(int64_t from_ns, int64_t to_ns)
{
	return (int64_t)((uint64_t)to_ns - (uint64_t)from_ns);
}

static double length_of(const double v[3])
{
	return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/* The unit in which gravity has this size at rest. */
static enum unit_verdict unit_of_gravity(double size, double tolerance)
{
	static const struct {
		double gravity;
		enum unit_verdict verdict;
	} units[] = {
	    {9.80665, UNITS_FIT},
	    {1, UNITS_ACC_IN_G},
	    {1000, UNITS_ACC_IN_MILLI_G},
	    {9806.65, UNITS_ACC_IN_MM_S2},
	};

	for (unsigned i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (fabs(size / units[i].gravity - 1) <= tolerance)
			return units[i].verdict;
	}
	return UNITS_ACC_UNKNOWN;
}

static void add_sample(struct unit_window *w, const struct imu_sample *sample)
{
	if (sample->has & IMU_ACCELERATION) {
		w->acc_count++;
		for (int i = 0; i < 3; i++) {
			w->acc[i] += (double)sample->acc_ms2[i];
			w->acc_squares += (double)sample->acc_ms2[i] * (double)sample->acc_ms2[i];
		}
	}
	if (sample->has & IMU_ANGULAR_RATE) {
		w->gyr_count++;
		for (int i = 0; i < 3; i++) {
			w->gyr[i] += (double)sample->gyr_rads[i];
			w->gyr_squares += (double)sample->gyr_rads[i] * (double)sample->gyr_rads[i];
		}
	}
}

/* The size of a mean, and by how much single samples differ from it (root mean square). */
static double mean_and_spread(const double sum[3], double squares, unsigned count, double *spread)
{
	double mean = length_of(sum) / count;

	*spread = sqrt(fmax(squares / count - mean * mean, 0));
	return mean;
}

/* Gravity at rest: the same from sample to sample. */
static bool is_quiet(double mean, double spread)
{
	return mean > 0 && spread < 0.05 * mean;
}

static void judge_rest(struct unit_gate *g, double mean)
{
	enum unit_verdict unit = unit_of_gravity(mean, REST_TOLERANCE);

	if (unit == UNITS_FIT)
		g->fitting++;
	if (unit == UNITS_ACC_UNKNOWN && mean < 0.5)
		unit = UNITS_ACC_WITHOUT_GRAVITY;
	g->strange = unit == UNITS_FIT ? 0 : unit == g->looks_like ? g->strange + 1 : 1;
	g->looks_like = unit;
}

static void judge_gyroscope(struct unit_gate *g, const struct unit_window *w)
{
	double spread;
	double mean = mean_and_spread(w->gyr, w->gyr_squares, w->gyr_count, &spread);
	double size = sqrt(w->gyr_squares / w->gyr_count);

	if (is_quiet(mean, spread) && unit_of_gravity(mean, REST_TOLERANCE) == UNITS_FIT)
		g->swapped++;
	g->too_fast = size > FASTEST_RADS ? g->too_fast + 1 : 0;
}

static void judge_half(struct unit_gate *g, const struct unit_window *w)
{
	double mean;
	double spread;

	if (w->gyr_count >= 4)
		judge_gyroscope(g, w);
	if (w->acc_count < 4)
		return;
	mean = mean_and_spread(w->acc, w->acc_squares, w->acc_count, &spread);
	g->halves++;
	g->mean_sum += mean;
	g->mean_squares += mean * mean;
	if (is_quiet(mean, spread))
		judge_rest(g, mean);
}

/* By what angle a fixed direction turns in the sensor, seen by one that turns with it. */
static void compare_turns(struct unit_gate *g, const float direction[3], const float rate[3],
			  double seconds)
{
	const float *u = g->direction;
	double w[3];
	double said[3];
	double seen[3];

	for (int i = 0; i < 3; i++) {
		w[i] = 0.5 * (double)(rate[i] + g->rate_before[i]) * seconds;
		seen[i] = (double)(direction[i] - u[i]);
	}
	said[0] = w[1] * (double)u[2] - w[2] * (double)u[1];
	said[1] = w[2] * (double)u[0] - w[0] * (double)u[2];
	said[2] = w[0] * (double)u[1] - w[1] * (double)u[0];
	g->turn_said_rad += length_of(said);
	g->turn_seen_rad += length_of(seen);
}

static void judge_tenth(struct unit_gate *g, const struct unit_window *w)
{
	double size = length_of(w->acc);
	float direction[3];
	float rate[3];
	int64_t gap_ns = ns_between(g->direction_ns, w->start_ns);

	if (w->acc_count == 0 || w->gyr_count == 0 || !(size > 0))
		return;
	for (int i = 0; i < 3; i++) {
		direction[i] = (float)(w->acc[i] / size);
		rate[i] = (float)(w->gyr[i] / w->gyr_count);
	}
	if (g->direction_ns != 0 && gap_ns <= 3 * TENTH_NS)
		compare_turns(g, direction, rate, (double)gap_ns * 1e-9);
	g->direction_ns = w->start_ns;
	memcpy(g->direction, direction, sizeof direction);
	memcpy(g->rate_before, rate, sizeof rate);
}

static void take_interval(struct unit_gate *g, int64_t t_ns)
{
	double interval_s = (double)ns_between(g->acc_ns, t_ns) * 1e-9;

	if (g->acc_ns != INT64_MIN) {
		if (g->intervals++ < 10 && interval_s > 0.5)
			g->long_intervals++;
		if (!(interval_s > 0))
			g->empty_intervals++;
		if (interval_s * (double)g->rate_hz < 2.5) {
			g->steady_intervals++;
			g->steady_s += interval_s;
		} else {
			g->holes_s += interval_s;
		}
	}
	g->acc_ns = t_ns;
}

static void take_field(struct unit_gate *g, const float mag_ut[3])
{
	if (g->fields++ == 0)
		memcpy(g->first_field, mag_ut, sizeof g->first_field);
	g->field_sum += sqrt((double)vector3_dot(mag_ut, mag_ut));
	if (vector3_dot(g->first_field, mag_ut) < 0)
		g->field_turned = true;
}

/* Time and rate. A hole in the stream is no slower rate, but where there is more hole than stream,
 * what was said of the rate is wrong too. */
static enum unit_verdict verdict_of_time(const struct unit_gate *g)
{
	double measured_hz;

	if (g->long_intervals >= LONG_INTERVALS)
		return UNITS_TIME_NOT_S;
	if (g->intervals >= RATE_INTERVALS_MIN && 2 * g->empty_intervals > g->intervals)
		return UNITS_TIME_TOO_COARSE;
	if (!(g->rate_hz > 0) || g->intervals < RATE_INTERVALS_MIN)
		return UNITS_FIT;
	if (g->holes_s > g->steady_s)
		return UNITS_RATE_NOT_AS_SAID;
	measured_hz = g->steady_intervals / g->steady_s;
	return fabs(measured_hz / (double)g->rate_hz - 1) > 0.1 ? UNITS_RATE_NOT_AS_SAID
								: UNITS_FIT;
}

/* Over 20 s of movement gravity is what remains of each half second's mean: nearly the same every
 * time. Without gravity the means are small and as different as the movements. */
static enum unit_verdict verdict_of_moving(const struct unit_gate *g)
{
	double mean = g->mean_sum / g->halves;
	double variance = g->mean_squares / g->halves - mean * mean;
	enum unit_verdict unit = unit_of_gravity(mean, MOVING_TOLERANCE);

	if (!(mean > 0))
		return UNITS_ACC_ZERO;
	if (unit != UNITS_FIT && mean < 5 && variance > 0.3 * 0.3 * mean * mean)
		return UNITS_ACC_WITHOUT_GRAVITY;
	return unit;
}

static enum unit_verdict verdict_of_acceleration(const struct unit_gate *g, unsigned moving_halves)
{
	bool moving = g->fitting == 0 && g->halves >= moving_halves && g->halves > 0;

	if (g->swapped >= STRANGE_HALVES && g->fitting == 0)
		return UNITS_SENSORS_SWAPPED;
	if (g->strange >= STRANGE_HALVES && g->fitting == 0)
		return g->looks_like;
	if (moving)
		return verdict_of_moving(g);
	return g->fitting > 0 ? UNITS_FIT : UNITS_UNDECIDED;
}

/* A gyroscope in deg/s says 57 times too much; where true, such turns shake the acceleration. One
 * that says far more than that is in no unit at all. */
static enum unit_verdict verdict_of_gyroscope(const struct unit_gate *g)
{
	double said_deg_s_rad = g->turn_said_rad * 3.14159265 / 180;
	bool contradicts = g->turn_said_rad > 20 && g->turn_seen_rad < 0.06 * g->turn_said_rad;

	if (g->too_fast < FAST_HALVES && !contradicts)
		return UNITS_FIT;
	return said_deg_s_rad > 3 * g->turn_seen_rad + 0.5 ? UNITS_GYR_UNKNOWN : UNITS_GYR_IN_DEG_S;
}

/* A magnet on the sensor may add hundreds of uT, but then its direction stays; no wall takes the
 * earth's field away; and sizes around 1 are a field that its maker scaled: its direction serves.
 */
static enum unit_verdict verdict_of_field(const struct unit_gate *g)
{
	double mean = g->fields > 0 ? g->field_sum / g->fields : 0;

	if (g->fields < FIELDS_MIN || !(mean > 0))
		return UNITS_FIT;
	if (mean < 1e-4)
		return UNITS_MAG_IN_TESLA;
	if (mean > 0.2 && mean < 0.6)
		return UNITS_MAG_IN_GAUSS;
	if (mean > 200 && mean < 700 && g->field_turned)
		return UNITS_MAG_IN_MILLI_GAUSS;
	return mean > 1e4 ? UNITS_MAG_IN_NANO_TESLA : UNITS_FIT;
}

static enum unit_verdict judge(const struct unit_gate *g, unsigned moving_halves)
{
	enum unit_verdict acceleration = verdict_of_acceleration(g, moving_halves);
	enum unit_verdict verdicts[] = {verdict_of_time(g), acceleration, verdict_of_gyroscope(g),
					verdict_of_field(g)};

	for (unsigned i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
		if (unit_verdict_refuses(verdicts[i]))
			return verdicts[i];
	}
	return acceleration;
}

static bool is_number(const struct imu_sample *s)
{
	return !(s->has & IMU_ACCELERATION && !vector3_is_finite(s->acc_ms2)) &&
	       !(s->has & IMU_ANGULAR_RATE && !vector3_is_finite(s->gyr_rads)) &&
	       !(s->has & IMU_MAGNETIC_FIELD && !vector3_is_finite(s->mag_ut));
}

/* Judges the windows that end before this time; says whether half a second did. */
static bool turn_windows(struct unit_gate *g, int64_t t_ns)
{
	if (ns_between(g->tenth.start_ns, t_ns) >= TENTH_NS) {
		judge_tenth(g, &g->tenth);
		g->tenth = (struct unit_window){.start_ns = t_ns};
	}
	if (ns_between(g->half.start_ns, t_ns) < HALF_NS)
		return false;
	judge_half(g, &g->half);
	g->half = (struct unit_window){.start_ns = t_ns};
	return true;
}

static int settle(struct unit_gate *g, enum unit_verdict verdict)
{
	int changed = verdict != g->verdict;

	if (unit_verdict_refuses(g->verdict))
		return 0;
	g->verdict = verdict;
	return changed;
}

int unit_gate_push(struct unit_gate *g, const struct imu_sample *sample)
{
	bool half_turned;

	if (!is_number(sample) || (g->first_ns != INT64_MIN && sample->t_ns < g->last_ns))
		return -EINVAL;
	if (g->first_ns == INT64_MIN) {
		g->first_ns = sample->t_ns;
		g->half.start_ns = sample->t_ns;
		g->tenth.start_ns = sample->t_ns;
	}
	g->last_ns = sample->t_ns;
	half_turned = turn_windows(g, sample->t_ns);
	add_sample(&g->half, sample);
	add_sample(&g->tenth, sample);
	if (sample->has & IMU_ACCELERATION)
		take_interval(g, sample->t_ns);
	if (sample->has & IMU_MAGNETIC_FIELD)
		take_field(g, sample->mag_ut);
	return half_turned ? settle(g, judge(g, MOVING_HALVES)) : 0;
}

enum unit_verdict unit_gate_finish(struct unit_gate *g)
{
	settle(g, judge(g, STRANGE_HALVES));
	return g->verdict;
}

enum unit_verdict unit_gate_verdict(const struct unit_gate *g)
{
	return g->verdict;
}

bool unit_verdict_refuses(enum unit_verdict verdict)
{
	return verdict != UNITS_UNDECIDED && verdict != UNITS_FIT;
}

bool unit_verdict_is_of_acceleration(enum unit_verdict verdict)
{
	return verdict >= UNITS_ACC_IN_G && verdict <= UNITS_ACC_ZERO;
}
