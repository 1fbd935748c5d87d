/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/exercise-print.h"

#include "client/print.h"

#include <math.h>

static const char *const part_words[EXERCISE_PARTS] = {
    [EXERCISE_PART_ROM] = "range of motion",
    [EXERCISE_PART_TEMPO] = "tempo",
    [EXERCISE_PART_SHAPE] = "shape",
    [EXERCISE_PART_SMOOTHNESS] = "smoothness",
    [EXERCISE_PART_COMPENSATION] = "compensation",
};

static void print_line(const char *label, const char *text)
{
	g_autofree char *shown = printable(text);

	g_print("%-10s %s\n", label, shown);
}

static void print_steps(const HtExercise *exercise)
{
	const char *const *step = ht_exercise_steps(exercise);

	for (guint i = 0; step[i]; i++) {
		g_autofree char *label = g_strdup_printf("  %u.", i + 1);

		print_line(label, step[i]);
	}
	if (ht_exercise_caution(exercise)[0])
		print_line("Caution", ht_exercise_caution(exercise));
}

static const char *signal_needs(enum exercise_signal signal)
{
	switch (signal) {
	case EXERCISE_SIGNAL_TILT:
		return "tilt: an accelerometer is enough";
	case EXERCISE_SIGNAL_ROTATION:
		return "rotation: the sensor must measure angular rate";
	case EXERCISE_SIGNAL_LINEAR:
		return "linear: up and down, an accelerometer is enough";
	}
	return "";
}

static void print_sensor(const HtExercise *exercise)
{
	const struct exercise *model = ht_exercise_model(exercise);

	g_print("Sensor     %s, %s; %s\n", ht_exercise_place_word(model->place),
		signal_needs(model->signal), ht_exercise_axis_word(ht_exercise_axis(exercise)));
	print_line("", ht_exercise_wear(exercise));
	if (model->ready_upright)
		g_print("           ready only while the body is upright\n");
}

static void print_movement(const struct exercise *model)
{
	if (model->rom_target_deg > 0)
		g_print("Range      %g degrees; ", (double)model->rom_target_deg);
	else
		g_print("Range      the patient's own; ");
	g_print("partial below %g %% of the patient's own reference",
		(double)model->rom_min_percent);
	if (model->rom_max_deg > 0)
		g_print("; too far beyond %g degrees", (double)model->rom_max_deg);
	if (model->concentric_s > 0)
		g_print("\nTempo      %g s out, %g s hold, %g s back", (double)model->concentric_s,
			(double)model->hold_s, (double)model->eccentric_s);
	else
		g_print("\nTempo      the patient's own");
	g_print("; fast or slow beyond %g times of it\n", (double)model->tempo_tolerance);
}

static void print_stop(const HtExercise *exercise)
{
	const struct exercise *model = ht_exercise_model(exercise);
	g_autofree char *symptoms =
	    g_strjoinv(", ", (char **)(void *)ht_exercise_symptoms(exercise));

	if (model->velocity_loss_stop > 0)
		g_print("Set ends   when the speed fell by %g %%\n",
			100 * (double)model->velocity_loss_stop);
	else
		g_print("Set ends   at no loss of speed\n");
	if (model->compensation_max_deg > 0)
		g_print("           compensated beyond %g degrees of the trunk or off the axis\n",
			(double)model->compensation_max_deg);
	print_line("Stop at", symptoms);
	if (ht_exercise_heart_rate(exercise)[0])
		print_line("Heart rate", ht_exercise_heart_rate(exercise));
}

static void print_score(const struct exercise *model)
{
	g_print("Score      ");
	for (guint i = 0; i < EXERCISE_PARTS; i++)
		g_print("%s%s %g %%", i ? ", " : "", part_words[i], 100 * (double)model->weight[i]);
	g_print("\n");
}

void exercise_print(const HtExercise *exercise)
{
	const struct exercise *model = ht_exercise_model(exercise);
	g_autofree char *whom = ht_exercise_for_words(ht_exercise_for(exercise));
	g_autofree char *file = g_filename_display_name(ht_exercise_path(exercise));

	print_line("Exercise", ht_exercise_title(exercise));
	print_line("Name", ht_exercise_id(exercise));
	print_line("File", file);
	print_line("For", whom);
	print_steps(exercise);
	print_sensor(exercise);
	print_movement(model);
	g_print("Dose       %u set%s of %u %s, %g s rest\n", model->sets,
		model->sets == 1 ? "" : "s",
		model->duration_s ? model->duration_s : model->repetitions,
		model->duration_s ? "s" : "repetitions", (double)model->rest_s);
	print_stop(exercise);
	print_score(model);
	g_print("The range and the tempo are the physiotherapist's to set. This is not a medical "
		"device.\n");
}

static char **row_of(const HtExercise *exercise)
{
	const struct exercise *model = ht_exercise_model(exercise);
	g_autofree char *whom = ht_exercise_for_words(ht_exercise_for(exercise));
	g_autofree char *dose = model->duration_s
				    ? g_strdup_printf("%u x %u s", model->sets, model->duration_s)
				    : g_strdup_printf("%u x %u", model->sets, model->repetitions);
	g_autofree char *sensor = g_strdup_printf("%s (%s)", ht_exercise_place_word(model->place),
						  ht_exercise_signal_word(model->signal));

	return table_row(ht_exercise_id(exercise), ht_exercise_title(exercise), whom, sensor, dose,
			 NULL);
}

void exercise_print_table(const GPtrArray *exercises)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	g_ptr_array_add(rows, table_row("NAME", "EXERCISE", "FOR", "SENSOR", "DOSE", NULL));
	for (guint i = 0; i < exercises->len; i++)
		g_ptr_array_add(rows, row_of(exercises->pdata[i]));
	print_table(rows);
}

/* As a file has it: the model's are floats. */
static void add_number(GVariantDict *dict, const char *name, double value)
{
	g_variant_dict_insert(dict, name, "d", round(value * 1000) / 1000);
}

static void add_numbers(GVariantDict *dict, const struct exercise *model)
{
	add_number(dict, "rom_target_deg", (double)model->rom_target_deg);
	add_number(dict, "rom_min_percent", (double)model->rom_min_percent);
	add_number(dict, "rom_max_deg", (double)model->rom_max_deg);
	add_number(dict, "concentric_s", (double)model->concentric_s);
	add_number(dict, "hold_s", (double)model->hold_s);
	add_number(dict, "eccentric_s", (double)model->eccentric_s);
	add_number(dict, "tempo_tolerance", (double)model->tempo_tolerance);
	if (model->repetitions)
		g_variant_dict_insert(dict, "repetitions", "u", model->repetitions);
	if (model->duration_s)
		g_variant_dict_insert(dict, "duration_s", "u", model->duration_s);
	g_variant_dict_insert(dict, "sets", "u", model->sets);
	add_number(dict, "rest_s", (double)model->rest_s);
	add_number(dict, "velocity_loss_percent", 100 * (double)model->velocity_loss_stop);
	add_number(dict, "compensation_max_deg", (double)model->compensation_max_deg);
}

GVariant *exercise_describe(const HtExercise *exercise)
{
	const struct exercise *model = ht_exercise_model(exercise);
	g_autofree char *whom = ht_exercise_for_words(ht_exercise_for(exercise));
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "name", "s", ht_exercise_id(exercise));
	g_variant_dict_insert(&dict, "title", "s", ht_exercise_title(exercise));
	g_variant_dict_insert(&dict, "for", "s", whom);
	g_variant_dict_insert(&dict, "steps", "^as", ht_exercise_steps(exercise));
	g_variant_dict_insert(&dict, "caution", "s", ht_exercise_caution(exercise));
	g_variant_dict_insert(&dict, "place", "s", ht_exercise_place_word(model->place));
	g_variant_dict_insert(&dict, "wear", "s", ht_exercise_wear(exercise));
	g_variant_dict_insert(&dict, "signal", "s", ht_exercise_signal_word(model->signal));
	g_variant_dict_insert(&dict, "axis", "s",
			      ht_exercise_axis_word(ht_exercise_axis(exercise)));
	add_numbers(&dict, model);
	g_variant_dict_insert(&dict, "heart_rate", "s", ht_exercise_heart_rate(exercise));
	g_variant_dict_insert(&dict, "symptoms", "^as", ht_exercise_symptoms(exercise));
	return g_variant_dict_end(&dict);
}
