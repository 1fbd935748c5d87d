/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/exercises/ht-exercise.h"

#include "common/glib/ht-error.h"

#include <string.h>

char **ht_exercise_folders(void)
{
	const char *instead = g_getenv(HT_EXERCISES_ENV);
	const char *const installed[] = {HT_EXERCISES_LOCAL, HT_EXERCISES_SHIPPED, NULL};

	return instead && instead[0] ? g_strsplit(instead, ":", -1)
				     : g_strdupv((char **)(void *)installed);
}

static char *path_in(const char *folder, const char *name)
{
	g_autofree char *base = g_strconcat(name, HT_EXERCISE_SUFFIX, NULL);

	return g_build_filename(folder, base, NULL);
}

static HtExercise *find_in(const char *const *folders, const char *name, GError **error)
{
	for (; *folders; folders++) {
		g_autofree char *path = path_in(*folders, name);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return ht_exercise_load(path, error);
	}
	g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND,
		    "there is no exercise \"%s\"; twinctl exercise list shows them", name);
	return NULL;
}

HtExercise *ht_exercise_find(const char *const *folders, const char *name, GError **error)
{
	g_auto(GStrv) own = folders ? NULL : ht_exercise_folders();

	/* A name is never part of a path: no "../". */
	if (!ht_exercise_name_is_valid(name)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "the name of an exercise has small letters, digits and "
				    "hyphens only");
		return NULL;
	}
	return find_in(folders ? folders : (const char *const *)own, name, error);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_names(const char *folder, GHashTable *seen, GPtrArray *paths)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *base;

	while (dir && (base = g_dir_read_name(dir)))
		if (g_str_has_suffix(base, HT_EXERCISE_SUFFIX) && base[0] != '.' &&
		    g_hash_table_add(seen, g_strdup(base)))
			g_ptr_array_add(paths, g_build_filename(folder, base, NULL));
}

static gint by_id(gconstpointer a, gconstpointer b)
{
	return strcmp(ht_exercise_id(*(HtExercise *const *)a),
		      ht_exercise_id(*(HtExercise *const *)b));
}

GPtrArray *ht_exercise_list(const char *const *folders, GPtrArray *problems)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)ht_exercise_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) own = folders ? NULL : ht_exercise_folders();

	for (const char *const *folder = folders ? folders : (const char *const *)own; *folder;
	     folder++)
		add_names(*folder, seen, paths);
	g_ptr_array_sort(paths, by_text);
	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(GError) error = NULL;
		HtExercise *exercise = ht_exercise_load(paths->pdata[i], &error);

		if (exercise)
			g_ptr_array_add(list, exercise);
		else if (problems)
			g_ptr_array_add(problems, g_strdup(error->message));
	}
	g_ptr_array_sort(list, by_id);
	return list;
}
