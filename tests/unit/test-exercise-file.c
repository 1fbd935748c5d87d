/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exercise files: what is taken, what is refused and with which words, and which of two wins. */
#include "programme/exercises/ht-exercise.h"

#include "common/glib/ht-error.h"
#include "health-models/rehab/dose/dose.h"

#include <glib/gstdio.h>

static const char good[] = "# a comment\n"
			   "[exercise]\n"
			   "title=Half squat\n"
			   "title[de]=Halbe Kniebeuge\n"
			   "for=knee; cardiac;\n"
			   "step-1=Stand.\n"
			   "step-2=Bend.\n"
			   "[sensor]\n"
			   "place=thigh\n"
			   "wear=On the thigh.\n"
			   "signal=tilt\n"
			   "axis=flexion-extension\n"
			   "[movement]\n"
			   "rom-target-deg=45.5\n"
			   "rom-min-percent=60\n"
			   "rom-max-deg=90\n"
			   "concentric-s=2\n"
			   "hold-s=1\n"
			   "eccentric-s=3\n"
			   "tempo-tolerance=2\n"
			   "[dose]\n"
			   "repetitions=12\n"
			   "sets=2\n"
			   "rest-s=45\n"
			   "[stop]\n"
			   "velocity-loss-percent=25\n"
			   "compensation-max-deg=10\n"
			   "heart-rate=Below the cap.\n"
			   "symptoms=chest pain;dizziness;\n"
			   "[score]\n"
			   "rom-weight-percent=40\n"
			   "tempo-weight-percent=10\n"
			   "shape-weight-percent=20\n"
			   "smoothness-weight-percent=10\n"
			   "compensation-weight-percent=20\n";

static void test_values(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtExercise) exercise =
	    ht_exercise_parse("/x/half-squat.exercise", good, strlen(good), &error);
	const struct exercise *model;

	g_assert_no_error(error);
	model = ht_exercise_model(exercise);
	g_assert_cmpstr(ht_exercise_id(exercise), ==, "half-squat");
	g_assert_cmpstr(ht_exercise_title(exercise), ==, "Half squat");
	g_assert_cmpuint(ht_exercise_for(exercise), ==, HT_EXERCISE_KNEE | HT_EXERCISE_CARDIAC);
	g_assert_cmpstr(ht_exercise_steps(exercise)[1], ==, "Bend.");
	g_assert_null(ht_exercise_steps(exercise)[2]);
	g_assert_cmpstr(ht_exercise_symptoms(exercise)[1], ==, "dizziness");
	g_assert_null(ht_exercise_symptoms(exercise)[2]);
	g_assert_cmpstr(ht_exercise_heart_rate(exercise), ==, "Below the cap.");
	g_assert_cmpstr(ht_exercise_caution(exercise), ==, "");
	g_assert_cmpint(ht_exercise_axis(exercise), ==, HT_EXERCISE_FLEXION);
	g_assert_cmpint(model->place, ==, SENSOR_PLACE_THIGH);
	g_assert_cmpint(model->signal, ==, EXERCISE_SIGNAL_TILT);
	g_assert_false(model->ready_upright);
	g_assert_cmpfloat(model->rom_target_deg, ==, 45.5F);
	g_assert_cmpfloat(model->rom_min_percent, ==, 60);
	g_assert_cmpfloat(model->rom_max_deg, ==, 90);
	g_assert_cmpfloat(model->concentric_s, ==, 2);
	g_assert_cmpfloat(model->hold_s, ==, 1);
	g_assert_cmpfloat(model->eccentric_s, ==, 3);
	g_assert_cmpfloat(model->tempo_tolerance, ==, 2);
	g_assert_cmpfloat(model->compensation_max_deg, ==, 10);
	g_assert_cmpfloat_with_epsilon(model->velocity_loss_stop, 0.25F, 1e-6F);
	g_assert_cmpfloat_with_epsilon(model->weight[EXERCISE_PART_ROM], 0.4F, 1e-6F);
	g_assert_cmpuint(model->repetitions, ==, 12);
	g_assert_cmpuint(model->sets, ==, 2);
	g_assert_cmpfloat(model->rest_s, ==, 45);
}

/* The good text with one thing changed; NULL for what = nothing found means a broken test. */
static char *changed(const char *what, const char *with)
{
	g_auto(GStrv) parts = g_strsplit(good, what, 2);

	g_assert_nonnull(parts[1]);
	return g_strjoinv(with, parts);
}

static void refused(const char *what, const char *with, const char *message)
{
	g_autofree char *text = changed(what, with);
	g_autoptr(GError) error = NULL;

	if (ht_exercise_parse("/x/a.exercise", text, strlen(text), &error))
		g_error("\"%s\" was taken", with);
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	if (!strstr(error->message, message))
		g_error("for \"%s\": \"%s\" is not in \"%s\"", with, message, error->message);
	g_assert_null(strchr(error->message, '\n'));
	g_assert_true(g_str_has_prefix(error->message, "/x/a.exercise"));
}

static void test_keys(void)
{
	refused("step-2=", "stepp-2=", ":7: [exercise] stepp-2: no such key; known in this group");
	refused("repetitions=12\n", "",
		"[dose] repetitions: is missing; give repetitions, or duration-s");
	refused("repetitions=12\n", "repetitions=12\nduration-s=60\n",
		":23: [dose] duration-s: a set goes by repetitions or by time: give one of them");
	refused("repetitions=12\n", "duration-s=9\n", "[dose] duration-s: ");
	refused("[dose]", "[doses]", ":21: [doses]: no such group; known are exercise, sensor");
	refused("place=thigh\n", "", "[sensor] place: is missing");
	refused("sets=2", "repetitions=2", ":23: stands twice, keep one of them: \"repetitions\"");
	refused("sets=2", "sets", ":23: is no [group], no key=value and no # comment: \"sets\"");
	refused("# a comment", "title=x", ":1: stands before the first [group]: \"title=x\"");
	refused("step-2=", "step-3=", "number the steps without a gap: step-2 is missing");
	refused("shape-weight-percent=20\n", "",
		"[score] shape-weight-percent: is missing; give all five or leave [score] out");
}

/* A set that goes by time. */
static void test_duration(void)
{
	g_autofree char *text = changed("repetitions=12\n", "duration-s=120\n");
	g_autoptr(HtExercise) exercise = NULL;
	g_autoptr(GError) error = NULL;
	struct dose usual;

	exercise = ht_exercise_parse("/x/a.exercise", text, strlen(text), &error);
	g_assert_no_error(error);
	usual = dose_usual(ht_exercise_model(exercise));
	g_assert_cmpuint(usual.duration_s, ==, 120);
	g_assert_cmpuint(usual.repetitions, ==, 0);
	g_assert_cmpuint(usual.sets, ==, 2);
}

static void test_numbers(void)
{
	refused("sets=2", "sets=two", ":23: [dose] sets: give a whole number from 1 to 20");
	refused("sets=2", "sets=2.5", "give a whole number from 1 to 20");
	refused("sets=2", "sets=0", "give a whole number from 1 to 20");
	refused("sets=2", "sets=-2", "give a whole number from 1 to 20");
	refused("rest-s=45", "rest-s=45 # short", "a comment stands on a line of its own");
	refused("rest-s=45", "rest-s=45,5", "with a point, as in 1.5");
	refused("rest-s=45", "rest-s=1e1", "give a number from 0 to 900");
	refused("rest-s=45", "rest-s=nan", "give a number from 0 to 900");
	refused("rest-s=45", "rest-s=0x10", "give a number from 0 to 900");
	refused("rest-s=45", "rest-s=", "give a number from 0 to 900");
	refused("rest-s=45", "rest-s=900.5", "give a number from 0 to 900");
	refused("rom-target-deg=45.5", "rom-target-deg=500",
		":14: [movement] rom-target-deg: give");
	refused("rom-max-deg=90", "rom-max-deg=40", "is less than rom-target-deg");
	refused("eccentric-s=3", "eccentric-s=0", "give both ways a time, or 0 to both");
	refused("rom-weight-percent=40", "rom-weight-percent=50",
		"the weights must make 100 together, not 110");
}

static void test_words(void)
{
	refused("place=thigh", "place=leg", ":9: [sensor] place: give chest, wrist, upper-arm");
	refused("signal=tilt", "signal=3", "give tilt, rotation or linear");
	refused("for=knee; cardiac;", "for=knee;hip;",
		"give one or more of cardiac, shoulder or knee");
	refused("for=knee; cardiac;", "for=", "give one or more of cardiac");
	refused("axis=flexion-extension", "axis=up-down", "axis=up-down and signal=linear go");
	refused("signal=tilt", "signal=tilt\nready-upright=yes", "give true or false");
	refused("signal=tilt", "signal=tilt\nready-upright=true",
		"only a sensor on chest or waist tells whether the body is upright");
	refused("title=Half squat", "title=", "give one line of at most 400 letters");
	refused("title=Half squat", "title=a\\nb", "give one line of at most 400 letters");
	refused("title=Half squat", "title=a\\qb", "a backslash stands before");
	refused("chest pain;dizziness;", ";", "give 1 to 16 of them, with a semicolon after each");
	refused("Half squat", "Half \xff squat", "is not a text in UTF-8");
}

static void test_editors(void)
{
	g_autofree char *marked = g_strconcat("\xef\xbb\xbf", good, NULL);
	g_auto(GStrv) rows = g_strsplit(marked, "\n", -1);
	g_autofree char *windows = g_strjoinv("\r\n", rows);
	g_autoptr(GError) error = NULL;
	g_autoptr(HtExercise) exercise =
	    ht_exercise_parse("a.exercise", windows, strlen(windows), &error);

	g_assert_no_error(error);
	g_assert_cmpstr(ht_exercise_title(exercise), ==, "Half squat");
}

static void test_defaults(void)
{
	g_auto(GStrv) parts = g_strsplit(good, "[score]", 2);
	g_autoptr(GError) error = NULL;
	g_autoptr(HtExercise) exercise =
	    ht_exercise_parse("a.exercise", parts[0], strlen(parts[0]), &error);

	g_assert_no_error(error);
	for (guint i = 0; i < EXERCISE_PARTS; i++)
		g_assert_cmpfloat(ht_exercise_model(exercise)->weight[i], ==,
				  exercise_default.weight[i]);
}

static void test_translation(void)
{
	g_autoptr(HtExercise) exercise = NULL;

	g_setenv("LANGUAGE", "de", TRUE);
	exercise = ht_exercise_parse("a.exercise", good, strlen(good), NULL);
	g_setenv("LANGUAGE", "C", TRUE);
	g_assert_cmpstr(ht_exercise_title(exercise), ==, "Halbe Kniebeuge");
	g_assert_cmpstr(ht_exercise_steps(exercise)[0], ==, "Stand.");
}

static void test_names(void)
{
	static const char *const wrong[] = {"A.exercise",  "a b.exercise", ".exercise",
					    "a.exercises", "-a.exercise",  "a"};
	g_autoptr(GError) error = NULL;
	const char *const none[] = {NULL};

	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GError) name_error = NULL;

		g_assert_null(ht_exercise_parse(wrong[i], good, strlen(good), &name_error));
		g_assert_error(name_error, HT_ERROR, HT_ERROR_INVALID);
	}
	g_assert_null(ht_exercise_find(none, "../../etc/passwd", &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
}

static void put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void sweep(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_remove(path);
	}
	g_dir_close(dir);
	g_rmdir(folder);
}

/* Local files win, and a local file that is wrong is not passed over. */
static void test_folders(void)
{
	g_autofree char *local = g_dir_make_tmp("exercises-XXXXXX", NULL);
	g_autofree char *shipped = g_dir_make_tmp("exercises-XXXXXX", NULL);
	const char *const folders[] = {local, "/nowhere", shipped, NULL};
	g_autofree char *own = changed("repetitions=12", "repetitions=5");
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(HtExercise) mine = NULL, theirs = NULL;
	g_autoptr(GError) error = NULL, missing = NULL;

	put(shipped, "a.exercise", good);
	put(shipped, "b.exercise", good);
	put(shipped, "c.exercise", good);
	put(shipped, "a.exercise~", "an editor's");
	put(local, "b.exercise", own);
	put(local, "c.exercise", "[exercise]\n");
	mine = ht_exercise_find(folders, "b", NULL);
	theirs = ht_exercise_find(folders, "a", NULL);
	g_assert_cmpuint(ht_exercise_model(mine)->repetitions, ==, 5);
	g_assert_cmpuint(ht_exercise_model(theirs)->repetitions, ==, 12);
	g_assert_null(ht_exercise_find(folders, "c", &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_assert_null(ht_exercise_find(folders, "d", &missing));
	g_assert_error(missing, HT_ERROR, HT_ERROR_NOT_FOUND);
	list = ht_exercise_list(folders, problems);
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_cmpstr(ht_exercise_id(list->pdata[0]), ==, "a");
	g_assert_cmpuint(ht_exercise_model(list->pdata[1])->repetitions, ==, 5);
	g_assert_cmpuint(problems->len, ==, 1);
	g_assert_true(g_str_has_prefix(problems->pdata[0], local));
	sweep(local);
	sweep(shipped);
}

static void test_no_file(void)
{
	g_autoptr(GError) missing = NULL, folder = NULL;

	g_assert_null(ht_exercise_load("/nowhere/a.exercise", &missing));
	g_assert_error(missing, HT_ERROR, HT_ERROR_NOT_FOUND);
	g_assert_null(ht_exercise_load("/", &folder));
	g_assert_error(folder, HT_ERROR, HT_ERROR_INVALID);
}

/* Twelve ship, each can be read, and each has what a patient needs. */
static void test_library(void)
{
	g_autofree char *path =
	    g_build_filename(g_getenv("top_srcdir"), "programme/exercises/library", NULL);
	const char *const folders[] = {path, NULL};
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) list = ht_exercise_list(folders, problems);
	unsigned for_whom = 0;

	if (problems->len > 0)
		g_error("%s", (const char *)problems->pdata[0]);
	g_assert_cmpuint(list->len, ==, 12);
	for (guint i = 0; i < list->len; i++) {
		const HtExercise *exercise = list->pdata[i];

		for_whom |= ht_exercise_for(exercise);
		g_assert_nonnull(ht_exercise_steps(exercise)[2]);
		g_assert_cmpuint(g_strv_length((char **)(void *)ht_exercise_symptoms(exercise)), >=,
				 5);
		g_assert_cmpfloat(ht_exercise_model(exercise)->velocity_loss_stop, >, 0);
		g_assert_cmpfloat(ht_exercise_model(exercise)->rom_target_deg, >=, 15);
	}
	g_assert_cmpuint(for_whom, ==,
			 HT_EXERCISE_CARDIAC | HT_EXERCISE_SHOULDER | HT_EXERCISE_KNEE);
}

int main(int argc, char **argv)
{
	g_setenv("LANGUAGE", "C", TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/exercise-file/values", test_values);
	g_test_add_func("/exercise-file/keys-that-are-wrong", test_keys);
	g_test_add_func("/exercise-file/a-set-by-time", test_duration);
	g_test_add_func("/exercise-file/numbers-that-are-wrong", test_numbers);
	g_test_add_func("/exercise-file/words-that-are-wrong", test_words);
	g_test_add_func("/exercise-file/what-editors-leave", test_editors);
	g_test_add_func("/exercise-file/weights-that-are-left-out", test_defaults);
	g_test_add_func("/exercise-file/translated-texts", test_translation);
	g_test_add_func("/exercise-file/names", test_names);
	g_test_add_func("/exercise-file/local-files-win", test_folders);
	g_test_add_func("/exercise-file/no-file", test_no_file);
	g_test_add_func("/exercise-file/library", test_library);
	return g_test_run();
}
