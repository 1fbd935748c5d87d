/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sensor axes: x along the segment towards the body, z away from the skin, y completes them. Where
 * up is at rest, and about what the segment turns, follow from how the person sits, stands or lies.
 */
#include "tests/unit/simulated-exercise.h"

#include <math.h>
#include <string.h>

#define JERKS_HZ 2.0F
#define JERK_MS2 3.0F

#define BOTH (IMU_ACCELERATION | IMU_ANGULAR_RATE)

/* A sensor of a wristband's quality: with an angular rate at 52 Hz, or acceleration alone. */
#define QUALITY                                                                                    \
	.acc_noise_ms2 = 0.05F, .gyr_noise_rads = 0.01F, .gyr_bias_rads = 0.005F, .acc_scale = 1,  \
	.gyr_scale = 1
#define SENSOR(...)                                                                                \
	{                                                                                          \
		.rate_hz = 52, .has = BOTH, QUALITY, __VA_ARGS__                                   \
	}
#define ACCELEROMETER(...)                                                                         \
	{                                                                                          \
		.has = IMU_ACCELERATION, QUALITY, __VA_ARGS__                                      \
	}
#define REPETITION(...)                                                                            \
	{                                                                                          \
		.tremor_hz = 4, .turn_back = 1, .rest_s = 1.2F, __VA_ARGS__                        \
	}

static const struct simulated_exercise exercises[] = {
    {.name = "biceps-curl",
     /* on the inside of the wrist, which looks forward; the forearm comes up in front of it */
     .sensor =
	 SENSOR(.rest_up = {1, 0, 0}, .axis = {0, 1, 0}, .limb = {-1, 0, 0}, .lever_m = 0.24F),
     .other_axis = {0, 0, 1},
     .right = REPETITION(.rom_deg = 118, .concentric_s = 2, .hold_s = 1, .eccentric_s = 4)},
    {.name = "forward-arm-raise",
     /* on the back of the wrist, which looks outward: the arm turns about that */
     .sensor =
	 SENSOR(.rest_up = {1, 0, 0}, .axis = {0, 0, 1}, .limb = {-1, 0, 0}, .lever_m = 0.55F),
     .other_axis = {0, 1, 0},
     .far_deg = 150,
     .right = REPETITION(.rom_deg = 86, .concentric_s = 3, .hold_s = 1, .eccentric_s = 3)},
    {.name = "half-squat",
     /* the front of the thigh turns upwards; the knee stays where it is */
     .sensor = SENSOR(.rest_up = {1, 0, 0}, .axis = {0, 1, 0}, .limb = {1, 0, 0}, .lever_m = 0.12F),
     .other_axis = {0, 0, 1},
     .far_deg = 88,
     .right = REPETITION(.rom_deg = 41, .concentric_s = 2, .hold_s = 1, .eccentric_s = 2)},
    {.name = "heel-raise",
     /* over the laces, which slope; the foot turns about the toes */
     .sensor = SENSOR(.rest_up = {0.5F, 0, 0.866F}, .axis = {0, -1, 0}, .limb = {1, 0, 0},
		      .lever_m = 0.1F),
     .other_axis = {0.866F, 0, -0.5F},
     .right = REPETITION(.rom_deg = 31, .concentric_s = 2, .hold_s = 1, .eccentric_s = 4)},
    {.name = "heel-slide",
     /* on the shin of one who lies: its upper end comes up; an accelerometer alone, slowly sampled
      */
     .sensor = ACCELEROMETER(.rest_up = {0, 0, 1}, .axis = {0, -1, 0}, .limb = {1, 0, 0},
			     .lever_m = 0.1F, .rate_hz = 25),
     .other_axis = {1, 0, 0},
     .far_deg = 95,
     .right = REPETITION(.rom_deg = 46, .concentric_s = 3, .hold_s = 3, .eccentric_s = 3)},
    {.name = "marching-on-the-spot",
     .sensor = SENSOR(.rest_up = {1, 0, 0}, .axis = {0, 1, 0}, .limb = {-1, 0, 0}, .lever_m = 0.3F),
     .other_axis = {0, 0, 1},
     .far_deg = 115,
     .right = REPETITION(.rom_deg = 62, .concentric_s = 0.8F, .eccentric_s = 0.8F)},
    {.name = "seated-knee-extension",
     .sensor = SENSOR(.rest_up = {1, 0, 0}, .axis = {0, 1, 0}, .limb = {-1, 0, 0}, .lever_m = 0.3F),
     .other_axis = {0, 0, 1},
     .right = REPETITION(.rom_deg = 76, .concentric_s = 2, .hold_s = 1, .eccentric_s = 4)},
    {.name = "shoulder-external-rotation",
     /* the forearm is level, thumb up, and turns about the vertical; nothing tilts */
     .sensor =
	 SENSOR(.rest_up = {0, 1, 0}, .axis = {0, 1, 0}, .limb = {-1, 0, 0}, .lever_m = 0.24F),
     .other_axis = {0, 0, 1},
     .right = REPETITION(.rom_deg = 58, .concentric_s = 2, .hold_s = 1, .eccentric_s = 2)},
    {.name = "side-arm-raise",
     .sensor =
	 SENSOR(.rest_up = {1, 0, 0}, .axis = {0, 1, 0}, .limb = {-1, 0, 0}, .lever_m = 0.15F),
     .other_axis = {0, 0, 1},
     .far_deg = 140,
     .right = REPETITION(.rom_deg = 84, .concentric_s = 3, .hold_s = 1, .eccentric_s = 3)},
    {.name = "sit-to-stand",
     /* seated, the front of the thigh looks up; the knee stays where it is */
     .sensor = SENSOR(.rest_up = {0.1736F, 0, 0.9848F}, .axis = {0, -1, 0}, .limb = {1, 0, 0},
		      .lever_m = 0.12F),
     .other_axis = {0.9848F, 0, -0.1736F},
     .right = REPETITION(.rom_deg = 78, .concentric_s = 2, .hold_s = 1, .eccentric_s = 2)},
    {.name = "straight-leg-raise",
     .sensor = SENSOR(.rest_up = {0, 0, 1}, .axis = {0, 1, 0}, .limb = {-1, 0, 0}, .lever_m = 0.3F),
     .other_axis = {1, 0, 0},
     .far_deg = 75,
     .right = REPETITION(.rom_deg = 27, .concentric_s = 2, .hold_s = 3, .eccentric_s = 2)},
    {.name = "wall-push-up",
     /* a chest strap: acceleration alone, and the whole body turns about the ankles */
     .sensor = ACCELEROMETER(.rest_up = {0.9903F, 0, -0.1392F}, .axis = {0, -1, 0},
			     .limb = {1, 0, 0}, .lever_m = 1.2F, .rate_hz = 50),
     .other_axis = {0.1392F, 0, 0.9903F},
     .right = REPETITION(.rom_deg = 19, .concentric_s = 4, .hold_s = 1, .eccentric_s = 2)},
};

static const char *const words[EXECUTIONS] = {"right", "half",  "fast", "slow",  "jerky",
					      "lean",  "other", "far",  "stops", "halts"};

const struct simulated_exercise *simulated_exercise_find(const char *name)
{
	for (size_t i = 0; i < sizeof exercises / sizeof exercises[0]; i++)
		if (strcmp(exercises[i].name, name) == 0)
			return &exercises[i];
	return NULL;
}

int simulated_execution_find(const char *word)
{
	for (int i = 0; i < EXECUTIONS; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

const char *simulated_execution_word(enum simulated_execution execution)
{
	return words[execution];
}

static void scale_time(struct simulated_repetition *rep, float factor)
{
	rep->concentric_s *= factor;
	rep->hold_s *= factor;
	rep->eccentric_s *= factor;
}

/* Stops and goes on: 7 % of the range, unless the sensor's lever would make it a blow. */
static float jerk_deg(const struct simulated_exercise *exercise)
{
	float turn_rads = 2 * (float)M_PI * JERKS_HZ;
	float most = JERK_MS2 / (turn_rads * turn_rads * exercise->sensor.lever_m);

	return fminf(0.07F * exercise->right.rom_deg, most * (180 / (float)M_PI));
}

static void go_wrong(struct simulated_repetition *rep, const struct simulated_exercise *exercise,
		     enum simulated_execution execution)
{
	switch (execution) {
	case EXECUTION_RIGHT:
	case EXECUTION_OTHER:
	case EXECUTIONS:
		break;
	case EXECUTION_HALF:
		rep->rom_deg *= 0.55F;
		break;
	case EXECUTION_FAST:
		scale_time(rep, 0.4F);
		break;
	case EXECUTION_SLOW:
		scale_time(rep, 2.2F);
		break;
	case EXECUTION_JERKY:
		rep->tremor_hz = JERKS_HZ;
		rep->tremor_deg = jerk_deg(exercise);
		break;
	case EXECUTION_LEAN:
		rep->compensation_deg = 22;
		break;
	case EXECUTION_FAR:
		rep->rom_deg = exercise->far_deg > 0 ? exercise->far_deg : rep->rom_deg;
		break;
	case EXECUTION_STOPS:
		rep->turn_back = 0.4F;
		rep->rest_s = 0;
		break;
	case EXECUTION_HALTS:
		rep->hold_s = 15;
		break;
	}
}

/* Seven that nobody would tell apart by eye: within 4 % of range and 6 % of time. */
static void vary(struct simulated_repetition *rep, unsigned number)
{
	static const float range[] = {0, 0.03F, -0.02F, 0.01F, -0.04F, 0.02F, -0.01F};
	static const float time[] = {0.02F, -0.05F, 0.03F, 0, -0.02F, 0.06F, -0.04F};
	unsigned i = number % 7;

	rep->rom_deg *= 1 + range[i];
	scale_time(rep, 1 + time[i]);
}

/* The body's lean is seen best where up is at the turn: square to that and to the axis. */
static void set_off_axis(const struct simulated_exercise *exercise, float rom_deg,
			 struct simulated_sensor *sensor)
{
	const float *up = exercise->sensor.rest_up, *axis = exercise->sensor.axis;
	float c = cosf(rom_deg * (float)M_PI / 180), s = sinf(rom_deg * (float)M_PI / 180);
	float square[3] = {axis[1] * up[2] - axis[2] * up[1], axis[2] * up[0] - axis[0] * up[2],
			   axis[0] * up[1] - axis[1] * up[0]};

	/* up at the turn is up * c - square * s; its cross product with the axis: */
	for (int i = 0; i < 3; i++)
		sensor->off_axis[i] = -(square[i] * c + up[i] * s);
	if (square[0] == 0 && square[1] == 0 && square[2] == 0)
		memset(sensor->off_axis, 0, sizeof sensor->off_axis);
}

/* After it stopped half-way: nothing for long, then back to rest. */
static void go_back(struct simulated_limb *limb)
{
	const struct simulated_repetition back = {.rom_deg = -limb->rest_deg,
						  .concentric_s = 1.5F,
						  .hold_s = 1,
						  .eccentric_s = 1,
						  .rest_s = 1.5F};

	simulated_limb_rest(limb, 12);
	simulated_limb_repeat(limb, &back);
}

int64_t simulated_exercise_repeat_own(const struct simulated_exercise *exercise,
				      struct simulated_limb *limb,
				      enum simulated_execution execution,
				      const struct simulated_repetition *own, int64_t *end_ns)
{
	struct simulated_repetition rep = *own;
	int64_t start_ns;

	go_wrong(&rep, exercise, execution);
	if (execution == EXECUTION_OTHER)
		memcpy(limb->sensor.axis, exercise->other_axis, sizeof limb->sensor.axis);
	set_off_axis(exercise, rep.rom_deg, &limb->sensor);
	start_ns = simulated_limb_repeat(limb, &rep);
	if (execution == EXECUTION_STOPS)
		go_back(limb);
	memcpy(limb->sensor.axis, exercise->sensor.axis, sizeof limb->sensor.axis);
	*end_ns =
	    start_ns + (int64_t)(1e9 * (double)(rep.concentric_s + rep.hold_s + rep.eccentric_s));
	return start_ns;
}

int64_t simulated_exercise_repeat(const struct simulated_exercise *exercise,
				  struct simulated_limb *limb, enum simulated_execution execution,
				  unsigned number, int64_t *end_ns)
{
	struct simulated_repetition rep = exercise->right;

	vary(&rep, number);
	return simulated_exercise_repeat_own(exercise, limb, execution, &rep, end_ns);
}
