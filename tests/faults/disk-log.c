/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/disk-log.h"

#include "tests/faults/disk.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SECTOR = 512 };

typedef enum {
	MOMENT_WRITE,
	MOMENT_TRUNCATE,
	MOMENT_SYNC, /* of a file or, by its name, of a folder */
	MOMENT_CREATE,
	MOMENT_MAKE_FOLDER,
	MOMENT_RENAME,
	MOMENT_UNLINK,
	MOMENT_MARK
} MomentKind;

struct moment {
	MomentKind kind;
	guint file;   /* WRITE, TRUNCATE, SYNC, CREATE: numbers that are never used again */
	char *name;   /* SYNC, CREATE, MAKE_FOLDER, RENAME, UNLINK */
	char *to;     /* RENAME */
	guint64 at;   /* offset, new size or mark */
	GBytes *data; /* WRITE */
};

static struct {
	gboolean on;
	GMutex lock;
	GPtrArray *moments;
	GHashTable *numbers; /* of the inodes that there are now */
	guint files;
	guint start; /* so many moments lead to the folder as it was found */
} disk_log;

static void moment_free(gpointer data)
{
	struct moment *moment = data;

	g_free(moment->name);
	g_free(moment->to);
	g_clear_pointer(&moment->data, g_bytes_unref);
	g_free(moment);
}

static void add(const struct moment *moment)
{
	g_mutex_lock(&disk_log.lock);
	g_ptr_array_add(disk_log.moments, g_memdup2(moment, sizeof(*moment)));
	g_mutex_unlock(&disk_log.lock);
}

static guint number_of(ino_t file)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(disk_log.numbers, GSIZE_TO_POINTER(file)));
}

static guint new_number(ino_t file)
{
	guint number = ++disk_log.files;

	g_hash_table_insert(disk_log.numbers, GSIZE_TO_POINTER(file), GUINT_TO_POINTER(number));
	return number;
}

gboolean disk_log_is_on(void)
{
	return disk_log.on;
}

void disk_log_write(ino_t file, guint64 at, const void *data, gsize size)
{
	add(&(struct moment){MOMENT_WRITE, .file = number_of(file), .at = at,
			     .data = g_bytes_new(data, size)});
}

void disk_log_truncate(ino_t file, guint64 size)
{
	add(&(struct moment){MOMENT_TRUNCATE, .file = number_of(file), .at = size});
}

void disk_log_sync(ino_t file, const char *name)
{
	add(&(struct moment){MOMENT_SYNC, .file = number_of(file), .name = g_strdup(name)});
}

void disk_log_create(const char *name, ino_t file)
{
	add(&(struct moment){MOMENT_CREATE, .file = new_number(file), .name = g_strdup(name)});
}

void disk_log_make_folder(const char *name)
{
	add(&(struct moment){MOMENT_MAKE_FOLDER, .name = g_strdup(name)});
}

void disk_log_rename(const char *from, const char *to)
{
	add(&(struct moment){MOMENT_RENAME, .name = g_strdup(from), .to = g_strdup(to)});
}

void disk_log_unlink(const char *name)
{
	add(&(struct moment){MOMENT_UNLINK, .name = g_strdup(name)});
}

void disk_log_mark(guint64 value)
{
	add(&(struct moment){MOMENT_MARK, .at = value});
}

guint disk_log_length(void)
{
	guint length;

	g_mutex_lock(&disk_log.lock);
	length = disk_log.moments->len - disk_log.start;
	g_mutex_unlock(&disk_log.lock);
	return length;
}

/* What lies there already, as if it had been made and synced just now. */
static void find(const char *dir, const char *prefix)
{
	g_autoptr(GDir) names = g_dir_open(dir, 0, NULL);
	const char *each;

	while ((each = g_dir_read_name(names)) != NULL) {
		g_autofree char *path = g_build_filename(dir, each, NULL);
		g_autofree char *name = g_strconcat(prefix, each, NULL);
		struct stat status;

		g_assert_cmpint(stat(path, &status), ==, 0);
		if (S_ISDIR(status.st_mode)) {
			g_autofree char *inner = g_strconcat(name, "/", NULL);

			disk_log_make_folder(name);
			find(path, inner);
		} else {
			g_autofree char *data = NULL;
			gsize size;

			g_assert_true(g_file_get_contents(path, &data, &size, NULL));
			disk_log_create(name, status.st_ino);
			disk_log_write(status.st_ino, 0, data, size);
			disk_log_sync(status.st_ino, name);
		}
	}
}

void disk_log_start(const char *dir)
{
	disk_log.moments = g_ptr_array_new_with_free_func(moment_free);
	disk_log.numbers = g_hash_table_new(NULL, NULL);
	find(dir, "");
	/* Every folder that was found is durable. */
	disk_log_sync(0, NULL);
	disk_log.start = disk_log.moments->len;
	disk_log.on = TRUE;
	disk_watch(dir);
}

void disk_log_stop(void)
{
	disk_watch(NULL);
	disk_log.on = FALSE;
}

/* A file as replayed: what is durable, and what was done since. */
struct image {
	GByteArray *bytes;
	GPtrArray *since; /* of struct moment, the log's */
};

struct replay {
	GHashTable *images;  /* file number to struct image */
	GHashTable *names;   /* durable: name to file number, 0 = a folder */
	GPtrArray *renaming; /* moments about names, not durable yet */
	GRand *rand;
};

static void image_free(gpointer data)
{
	struct image *image = data;

	g_byte_array_unref(image->bytes);
	g_ptr_array_unref(image->since);
	g_free(image);
}

static struct image *image_of(struct replay *replay, guint file)
{
	struct image *image = g_hash_table_lookup(replay->images, GUINT_TO_POINTER(file));

	if (!image) {
		image = g_new0(struct image, 1);
		image->bytes = g_byte_array_new();
		image->since = g_ptr_array_new();
		g_hash_table_insert(replay->images, GUINT_TO_POINTER(file), image);
	}
	return image;
}

static void resize(GByteArray *bytes, gsize size)
{
	guint old = bytes->len;

	g_byte_array_set_size(bytes, (guint)size);
	if (size > old)
		memset(bytes->data + old, 0, size - old);
}

/* rand NULL: all of it. */
static void apply_write(GByteArray *bytes, const struct moment *moment, GRand *rand)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(moment->data, &size);

	for (gsize done = 0; done < size;) {
		gsize at = moment->at + done;
		gsize part = MIN(size - done, SECTOR - at % SECTOR);

		if (!rand || g_rand_boolean(rand)) {
			if (at + part > bytes->len)
				resize(bytes, at + part);
			memcpy(bytes->data + at, data + done, part);
		}
		done += part;
	}
}

static void apply_content(struct image *image, GRand *rand)
{
	for (guint i = 0; i < image->since->len; i++) {
		const struct moment *moment = g_ptr_array_index(image->since, i);

		if (moment->kind == MOMENT_WRITE)
			apply_write(image->bytes, moment, rand);
		else if (!rand || g_rand_boolean(rand))
			resize(image->bytes, moment->at);
	}
	g_ptr_array_set_size(image->since, 0);
}

static void apply_name(struct replay *replay, const struct moment *moment)
{
	gpointer file = NULL;

	if (moment->kind == MOMENT_UNLINK) {
		g_hash_table_remove(replay->names, moment->name);
	} else if (moment->kind == MOMENT_RENAME) {
		if (!g_hash_table_lookup_extended(replay->names, moment->name, NULL, &file))
			return;
		g_hash_table_replace(replay->names, g_strdup(moment->to), file);
		g_hash_table_remove(replay->names, moment->name);
	} else {
		g_hash_table_replace(replay->names, g_strdup(moment->name),
				     GUINT_TO_POINTER(moment->file));
	}
}

static gboolean lies_in(const char *name, const char *folder)
{
	g_autofree char *parent = g_path_get_dirname(name);

	return strcmp(parent, *folder ? folder : ".") == 0;
}

/* What was done to a name before is settled with what was done to it last. */
static gboolean is_settled_later(const struct replay *replay, guint at, const struct moment *sync)
{
	const struct moment *moment = g_ptr_array_index(replay->renaming, at);

	for (guint i = at + 1; i < replay->renaming->len && sync->file > 0; i++) {
		const struct moment *later = g_ptr_array_index(replay->renaming, i);

		if (later->kind == MOMENT_CREATE && later->file == sync->file &&
		    strcmp(later->name, moment->name) == 0)
			return TRUE;
	}
	return FALSE;
}

static void settle_names(struct replay *replay, const struct moment *sync)
{
	g_autoptr(GPtrArray) kept = g_ptr_array_new();

	for (guint i = 0; i < replay->renaming->len; i++) {
		struct moment *moment = g_ptr_array_index(replay->renaming, i);

		if (!sync->name || lies_in(moment->name, sync->name) ||
		    (sync->file > 0 && moment->file == sync->file &&
		     moment->kind == MOMENT_CREATE) ||
		    is_settled_later(replay, i, sync))
			apply_name(replay, moment);
		else
			g_ptr_array_add(kept, moment);
	}
	g_ptr_array_set_size(replay->renaming, 0);
	g_ptr_array_extend(replay->renaming, kept, NULL, NULL);
}

static void take_moment(struct replay *replay, struct moment *moment)
{
	switch (moment->kind) {
	case MOMENT_WRITE:
	case MOMENT_TRUNCATE:
		g_ptr_array_add(image_of(replay, moment->file)->since, moment);
		break;
	case MOMENT_SYNC:
		if (moment->file > 0)
			apply_content(image_of(replay, moment->file), NULL);
		settle_names(replay, moment);
		break;
	case MOMENT_CREATE:
	case MOMENT_MAKE_FOLDER:
	case MOMENT_RENAME:
	case MOMENT_UNLINK:
		g_ptr_array_add(replay->renaming, moment);
		break;
	case MOMENT_MARK:
		break;
	}
}

static void throw_for_names(struct replay *replay)
{
	for (guint i = 0; i < replay->renaming->len; i++) {
		if (g_rand_boolean(replay->rand))
			apply_name(replay, g_ptr_array_index(replay->renaming, i));
	}
}

/* What lies in a folder that is not there is not there either. */
static gboolean has_its_folder(const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);

	return g_file_test(parent, G_FILE_TEST_IS_DIR);
}

static void write_names(struct replay *replay, const char *dir)
{
	g_autoptr(GList) names =
	    g_list_sort(g_hash_table_get_keys(replay->names), (GCompareFunc)(void (*)(void))strcmp);

	for (GList *each = names; each; each = each->next) {
		g_autofree char *path = g_build_filename(dir, each->data, NULL);
		guint file = GPOINTER_TO_UINT(g_hash_table_lookup(replay->names, each->data));
		struct image *image = image_of(replay, file);

		if (!has_its_folder(path))
			continue;
		apply_content(image, replay->rand);
		if (file == 0)
			g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
		else
			g_assert_true(g_file_set_contents_full(
			    path, (const char *)image->bytes->data, (gssize)image->bytes->len,
			    G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	}
}

guint64 disk_log_replay(guint moments, GRand *rand, const char *dir)
{
	struct replay replay = {
	    .images = g_hash_table_new_full(NULL, NULL, NULL, image_free),
	    .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	    .renaming = g_ptr_array_new(),
	    .rand = rand,
	};
	guint64 mark = 0;

	g_assert_cmpuint(moments, <=, disk_log.moments->len - disk_log.start);
	for (guint i = 0; i < disk_log.start + moments; i++) {
		struct moment *moment = g_ptr_array_index(disk_log.moments, i);

		take_moment(&replay, moment);
		if (moment->kind == MOMENT_MARK)
			mark = moment->at;
	}
	throw_for_names(&replay);
	write_names(&replay, dir);
	g_hash_table_unref(replay.images);
	g_hash_table_unref(replay.names);
	g_ptr_array_unref(replay.renaming);
	return mark;
}
