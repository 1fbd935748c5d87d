/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl analyze orientation: how a motion sensor lay in space, row by row. */
#include <glib.h>
#include <inttypes.h>
#include <string.h>

#include "client/command.h"
#include "client/whole-file.h"
#include "common/glib/ht-error.h"
#include "health-models/motion/orientation/orientation.h"
#include "health-models/motion/unit_gate.h"
#include "programme/unit-words.h"
#include "recordings/motion-csv.h"

/* What was to be had of the sensors, for a word to the person. */
struct told {
	enum orientation_knowledge best;
	gsize rows, disturbed;
};

static void write_time(FILE *out, int64_t t_ns)
{
	uint64_t size = t_ns < 0 ? -(uint64_t)t_ns : (uint64_t)t_ns;

	fprintf(out, "%s%" PRIu64 ".%09" PRIu64, t_ns < 0 ? "-" : "", size / 1000000000,
		size % 1000000000);
}

static void write_row(FILE *out, int64_t t_ns, struct quaternion q)
{
	const float part[4] = {q.w, q.x, q.y, q.z};
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	write_time(out, t_ns);
	for (int i = 0; i < 4; i++)
		fprintf(out, ",%s", g_ascii_formatd(text, sizeof text, "%.7f", (double)part[i]));
	fputc('\n', out);
}

static gboolean refuse_units(const struct motion_csv *csv, enum unit_verdict verdict,
			     GError **error)
{
	if (!unit_verdict_refuses(verdict))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: %s", csv->name, ht_unit_words(verdict));
	return FALSE;
}

static void take_note(struct told *told, const struct orientation *o)
{
	enum orientation_knowledge knowledge = orientation_knowledge(o);

	told->rows++;
	told->best = MAX(told->best, knowledge);
	if (knowledge == ORIENTATION_FULL && orientation_field_disturbed(o))
		told->disturbed++;
}

/* Row by row into out; what the units are is known in full only at the end. */
static gboolean convert(struct motion_csv *csv, gboolean no_magnetometer, FILE *out,
			struct told *told, GError **error)
{
	struct recording_message message = {.text = "failed"};
	struct imu_sample sample;
	struct orientation orientation;
	struct unit_gate gate;
	int result;

	orientation_init(&orientation, NULL);
	unit_gate_init(&gate, 0);
	fputs("t,qw,qx,qy,qz\n", out);
	while ((result = motion_csv_next(csv, &sample, &message)) > 0) {
		if (no_magnetometer)
			sample.has &= ~(unsigned)IMU_MAGNETIC_FIELD;
		if (unit_gate_push(&gate, &sample) > 0 &&
		    !refuse_units(csv, unit_gate_verdict(&gate), error))
			return FALSE;
		orientation_push(&orientation, &sample);
		take_note(told, &orientation);
		write_row(out, sample.t_ns, orientation_get(&orientation));
	}
	if (result < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s", message.text);
		return FALSE;
	}
	return refuse_units(csv, unit_gate_finish(&gate), error);
}

static void tell(const char *path, const struct told *told, gboolean no_magnetometer)
{
	switch (told->best) {
	case ORIENTATION_UNKNOWN:
		fprintf(stderr, "twinctl: warning: %s: no acceleration: nothing is known\n", path);
		break;
	case ORIENTATION_INCLINATION:
		fprintf(
		    stderr,
		    "twinctl: warning: %s: no angular rate: inclination only, from gravity; the "
		    "heading is unknown\n",
		    path);
		break;
	case ORIENTATION_RELATIVE:
		if (!no_magnetometer)
			fprintf(stderr,
				"twinctl: warning: %s: no magnetic field: the heading is arbitrary "
				"and drifts\n",
				path);
		break;
	case ORIENTATION_FULL:
		if (told->disturbed * 2 > told->rows)
			fprintf(stderr,
				"twinctl: warning: %s: the magnetic field was disturbed or could "
				"not be learned for %.0f %% of the time: the heading may be off\n",
				path, 100.0 * (double)told->disturbed / (double)told->rows);
		break;
	}
}

static gboolean analyze(const char *in, const char *out, gboolean no_magnetometer, GError **error)
{
	struct recording_message message = {.text = "failed"};
	g_autoptr(HtWholeFile) file = NULL;
	struct told told = {0};
	struct motion_csv csv;
	gboolean done;

	if (motion_csv_open(&csv, in, &message) < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s", message.text);
		return FALSE;
	}
	file = ht_whole_file_create(out, error);
	done = file && convert(&csv, no_magnetometer, ht_whole_file_stream(file), &told, error);
	motion_csv_close(&csv);
	if (!done || !ht_whole_file_finish(file, error))
		return FALSE;
	tell(in, &told, no_magnetometer);
	return TRUE;
}

static int usage(const char *what)
{
	fprintf(stderr, "twinctl analyze orientation: %s; see --help\n", what);
	return COMMAND_USAGE;
}

int command_analyze_orientation(int argc, char **argv)
{
	gboolean no_magnetometer = FALSE;
	g_autofree char *output = NULL;
	const GOptionEntry options[] = {
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where the orientation goes",
	     "OUT.csv"},
	    {"no-magnetometer", 0, 0, G_OPTION_ARG_NONE, &no_magnetometer,
	     "Leave the magnetic field out: the heading is arbitrary then", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GOptionContext) context = g_option_context_new("IN.csv");
	g_autoptr(GError) error = NULL;

	g_set_prgname("twinctl analyze orientation");
	g_option_context_add_main_entries(context, options, NULL);
	g_option_context_set_summary(
	    context,
	    "Tells how a motion sensor lay in space: a quaternion w x y z, sensor to earth "
	    "(east, north, up),\nfor each row of t,ax,ay,az[,gx,gy,gz][,mx,my,mz] in s, m/s2, "
	    "rad/s and uT.");
	g_option_context_set_description(context, "Health Twin is not a medical device.");
	if (!g_option_context_parse(context, &argc, &argv, &error))
		return usage(error->message);
	if (argc != 2)
		return usage("give one IN.csv");
	if (!output)
		return usage("give --output OUT.csv");
	if (!analyze(argv[1], output, no_magnetometer, &error)) {
		fprintf(stderr, "twinctl: %s\n", error->message);
		return COMMAND_FAILED;
	}
	return COMMAND_OK;
}
