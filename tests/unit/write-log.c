/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/write-log.h"

#include <sqlcipher/sqlite3.h>
#include <string.h>

enum { SECTOR = 512 };

typedef enum {
	MOMENT_WRITE,
	MOMENT_TRUNCATE,
	MOMENT_SYNC,
	MOMENT_DELETE,
	MOMENT_FOLDER_SYNC,
	MOMENT_MARK
} MomentKind;

struct moment {
	MomentKind kind;
	char *name;   /* of the file, without its folder */
	guint64 at;   /* offset, new size or mark */
	GBytes *data; /* of a write */
};

/* The program's one log: SQLite hands a VFS no place of its own for it. */
static struct {
	GMutex lock;
	GPtrArray *moments;
	sqlite3_vfs *real;
	sqlite3_vfs vfs;
} write_log;

struct logged_file {
	sqlite3_file base;
	char *name;
	sqlite3_file *real; /* in the memory behind this */
};

static void moment_free(gpointer data)
{
	struct moment *moment = data;

	g_free(moment->name);
	g_clear_pointer(&moment->data, g_bytes_unref);
	g_free(moment);
}

static void add(MomentKind kind, const char *name, guint64 at, GBytes *data)
{
	struct moment *moment = g_new0(struct moment, 1);

	moment->kind = kind;
	moment->name = g_strdup(name);
	moment->at = at;
	moment->data = data;
	g_mutex_lock(&write_log.lock);
	g_ptr_array_add(write_log.moments, moment);
	g_mutex_unlock(&write_log.lock);
}

static struct logged_file *logged(sqlite3_file *file)
{
	return (struct logged_file *)file;
}

static int log_close(sqlite3_file *file)
{
	sqlite3_file *real = logged(file)->real;

	g_free(logged(file)->name);
	return real->pMethods->xClose(real);
}

static int log_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
	sqlite3_file *real = logged(file)->real;

	add(MOMENT_WRITE, logged(file)->name, (guint64)at, g_bytes_new(data, (gsize)size));
	return real->pMethods->xWrite(real, data, size, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	sqlite3_file *real = logged(file)->real;

	add(MOMENT_TRUNCATE, logged(file)->name, (guint64)size, NULL);
	return real->pMethods->xTruncate(real, size);
}

static int log_sync(sqlite3_file *file, int flags)
{
	sqlite3_file *real = logged(file)->real;
	int result = real->pMethods->xSync(real, flags);

	if (result == SQLITE_OK)
		add(MOMENT_SYNC, logged(file)->name, 0, NULL);
	return result;
}

/* The rest is handed on as it is. */
#define HAND_ON(name, parameters, arguments)                                                       \
	static int log_##name parameters                                                           \
	{                                                                                          \
		sqlite3_file *real = logged(file)->real;                                           \
		return real->pMethods->name arguments;                                             \
	}
HAND_ON(xRead, (sqlite3_file * file, void *data, int size, sqlite3_int64 at),
	(real, data, size, at))
HAND_ON(xFileSize, (sqlite3_file * file, sqlite3_int64 *size), (real, size))
HAND_ON(xLock, (sqlite3_file * file, int level), (real, level))
HAND_ON(xUnlock, (sqlite3_file * file, int level), (real, level))
HAND_ON(xCheckReservedLock, (sqlite3_file * file, int *answer), (real, answer))
HAND_ON(xFileControl, (sqlite3_file * file, int what, void *argument), (real, what, argument))
HAND_ON(xSectorSize, (sqlite3_file * file), (real))
HAND_ON(xDeviceCharacteristics, (sqlite3_file * file), (real))
HAND_ON(xShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **at),
	(real, page, size, extend, at))
HAND_ON(xShmLock, (sqlite3_file * file, int offset, int count, int flags),
	(real, offset, count, flags))
HAND_ON(xShmUnmap, (sqlite3_file * file, int deletes), (real, deletes))

static void log_xShmBarrier(sqlite3_file *file)
{
	sqlite3_file *real = logged(file)->real;

	real->pMethods->xShmBarrier(real);
}

static const sqlite3_io_methods log_methods = {
    .iVersion = 2, /* no mapped reading */
    .xClose = log_close,
    .xRead = log_xRead,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_xFileSize,
    .xLock = log_xLock,
    .xUnlock = log_xUnlock,
    .xCheckReservedLock = log_xCheckReservedLock,
    .xFileControl = log_xFileControl,
    .xSectorSize = log_xSectorSize,
    .xDeviceCharacteristics = log_xDeviceCharacteristics,
    .xShmMap = log_xShmMap,
    .xShmLock = log_xShmLock,
    .xShmBarrier = log_xShmBarrier,
    .xShmUnmap = log_xShmUnmap,
};

static int log_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
		    int *out_flags)
{
	sqlite3_file *real = (sqlite3_file *)(logged(file) + 1);
	int result = write_log.real->xOpen(write_log.real, path, real, flags, out_flags);

	(void)vfs;
	file->pMethods = NULL;
	if (result != SQLITE_OK)
		return result;
	logged(file)->real = real;
	logged(file)->name = path ? g_path_get_basename(path) : g_strdup("");
	file->pMethods = &log_methods;
	return SQLITE_OK;
}

static int log_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
	g_autofree char *name = g_path_get_basename(path);

	(void)vfs;
	add(MOMENT_DELETE, name, 0, NULL);
	return write_log.real->xDelete(write_log.real, path, sync_folder);
}

void write_log_start(void)
{
	write_log.moments = g_ptr_array_new_with_free_func(moment_free);
	write_log.real = sqlite3_vfs_find(NULL);
	write_log.vfs = *write_log.real;
	write_log.vfs.zName = "write-log";
	write_log.vfs.szOsFile += (int)sizeof(struct logged_file);
	write_log.vfs.xOpen = log_open;
	write_log.vfs.xDelete = log_delete;
	g_assert_cmpint(sqlite3_vfs_register(&write_log.vfs, 1), ==, SQLITE_OK);
}

void write_log_mark(guint64 value)
{
	add(MOMENT_MARK, "", value, NULL);
}

void write_log_folder_synced(void)
{
	add(MOMENT_FOLDER_SYNC, "", 0, NULL);
}

guint write_log_length(void)
{
	guint length;

	g_mutex_lock(&write_log.lock);
	length = write_log.moments->len;
	g_mutex_unlock(&write_log.lock);
	return length;
}

/* A file as replayed: what is durable, and what was done since. */
struct image {
	GByteArray *bytes;
	GPtrArray *since; /* of struct moment, the log's */
	gboolean named;   /* its name is durable */
	gboolean deleted; /* until the folder is synced, only perhaps */
};

static void image_free(gpointer data)
{
	struct image *image = data;

	g_byte_array_unref(image->bytes);
	g_ptr_array_unref(image->since);
	g_free(image);
}

static struct image *find_image(GHashTable *images, const char *name)
{
	struct image *image = g_hash_table_lookup(images, name);

	if (!image) {
		image = g_new0(struct image, 1);
		image->bytes = g_byte_array_new();
		image->since = g_ptr_array_new();
		g_hash_table_insert(images, g_strdup(name), image);
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

static void apply(struct image *image, GRand *rand)
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

static void change(GHashTable *images, struct moment *moment)
{
	struct image *image = find_image(images, moment->name);

	if (image->deleted) {
		/* A new file of the same name. */
		g_hash_table_remove(images, moment->name);
		image = find_image(images, moment->name);
	}
	g_ptr_array_add(image->since, moment);
}

static gboolean settle_name(gpointer name, gpointer value, gpointer unused)
{
	struct image *image = value;

	(void)name;
	(void)unused;
	image->named = TRUE;
	return image->deleted;
}

static void take_moment(GHashTable *images, struct moment *moment)
{
	struct image *image;

	switch (moment->kind) {
	case MOMENT_WRITE:
	case MOMENT_TRUNCATE:
		change(images, moment);
		break;
	case MOMENT_SYNC:
		image = find_image(images, moment->name);
		apply(image, NULL);
		image->named = TRUE;
		break;
	case MOMENT_DELETE:
		find_image(images, moment->name)->deleted = TRUE;
		break;
	case MOMENT_FOLDER_SYNC:
		g_hash_table_foreach_remove(images, settle_name, NULL);
		break;
	case MOMENT_MARK:
		break;
	}
}

static void write_images(GHashTable *images, GRand *rand, const char *dir)
{
	GHashTableIter each;
	gpointer name;
	gpointer value;

	g_hash_table_iter_init(&each, images);
	while (g_hash_table_iter_next(&each, &name, &value)) {
		struct image *image = value;
		g_autofree char *path = g_build_filename(dir, name, NULL);

		apply(image, rand);
		if ((image->named && !image->deleted) || g_rand_boolean(rand))
			g_assert_true(g_file_set_contents(path, (const char *)image->bytes->data,
							  (gssize)image->bytes->len, NULL));
	}
}

guint64 write_log_replay(guint moments, GRand *rand, const char *dir)
{
	g_autoptr(GHashTable) images =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, image_free);
	guint64 mark = 0;

	g_assert_cmpuint(moments, <=, write_log.moments->len);
	for (guint i = 0; i < moments; i++) {
		struct moment *moment = g_ptr_array_index(write_log.moments, i);

		take_moment(images, moment);
		if (moment->kind == MOMENT_MARK)
			mark = moment->at;
	}
	write_images(images, rand, dir);
	return mark;
}
