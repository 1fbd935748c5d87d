/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_NEXT, renameat2, the ...64 */
#endif
/* The headers would put other names and inline bodies where functions are defined here. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#include "tests/faults/disk.h"

#include "tests/faults/disk-log.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The program's one disk: libc's functions have no place for a context. */
static struct {
	pthread_mutex_t lock;
	char dir[PATH_MAX];  /* as it was given; "" = nothing is watched */
	char real[PATH_MAX]; /* as the kernel calls it */
	DiskFault fault;
	guint64 count[DISK_CALLS];
	gboolean struck;
	gboolean paused;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* libc's own. */
#define REAL(name) ((__typeof__(&(name)))real(#name))

static void *real(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		g_error("libc has no %s", name);
	return function;
}

void disk_watch(const char *dir)
{
	pthread_mutex_lock(&disk.lock);
	disk.dir[0] = '\0';
	if (dir) {
		g_strlcpy(disk.dir, dir, sizeof(disk.dir));
		if (!realpath(dir, disk.real))
			g_error("no folder %s", dir);
	}
	pthread_mutex_unlock(&disk.lock);
}

void disk_set_fault(const DiskFault *fault)
{
	pthread_mutex_lock(&disk.lock);
	disk.fault = *fault;
	disk.struck = FALSE;
	memset(disk.count, 0, sizeof(disk.count));
	pthread_mutex_unlock(&disk.lock);
}

void disk_pause(gboolean paused)
{
	pthread_mutex_lock(&disk.lock);
	disk.paused = paused;
	pthread_mutex_unlock(&disk.lock);
}

guint64 disk_count(DiskCall call)
{
	return disk.count[call];
}

gboolean disk_fault_struck(void)
{
	return disk.struck;
}

const char *disk_call_name(DiskCall call)
{
	static const char *const names[DISK_CALLS] = {"write", "sync", "name", "read"};

	return names[call];
}

/* What follows the folder's name in path, or NULL. */
static const char *beneath(const char *dir, const char *path)
{
	size_t size = strlen(dir);

	if (strncmp(path, dir, size) != 0)
		return NULL;
	if (path[size] == '\0')
		return "";
	return path[size] == '/' ? path + size + 1 : NULL;
}

/* The name of an open file beneath the folder, NULL for what is not watched; path keeps it. Lock
 * held. */
static const char *name_of_fd(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t size;
	int code = errno;

	if (disk.dir[0] == '\0')
		return NULL;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	size = readlink(link, path, PATH_MAX - 1);
	errno = code;
	if (size < 0)
		return NULL;
	path[size] = '\0';
	return beneath(disk.real, path);
}

/* The same for a path that begins at an open folder, or is whole. */
static const char *name_of(int folder, const char *path, char whole[PATH_MAX])
{
	size_t size;

	if (disk.dir[0] == '\0')
		return NULL;
	if (path[0] == '/')
		return beneath(disk.dir, path);
	if (folder == AT_FDCWD || !name_of_fd(folder, whole))
		return NULL;
	size = strlen(whole);
	snprintf(whole + size, PATH_MAX - size, "/%s", path);
	return beneath(disk.real, whole);
}

/* Counts a call; TRUE = it is to fail, and errno is set. Lock held. */
static gboolean strikes(DiskCall call)
{
	guint64 number;

	if (disk.paused)
		return FALSE;
	number = ++disk.count[call];
	if (disk.fault.call != call || disk.fault.first == 0 || number < disk.fault.first ||
	    number > disk.fault.last)
		return FALSE;
	disk.struck = TRUE;
	errno = disk.fault.code;
	return TRUE;
}

static ino_t inode(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

/* at < 0: where the file stands. Lock held, file watched. */
static ssize_t write_at(int fd, const void *data, size_t size, off64_t at)
{
	gboolean fails = strikes(DISK_WRITE);
	size_t part = fails ? size / 2 : size;
	off64_t start = at;
	ssize_t done;

	if (fails && !disk.fault.torn)
		return -1;
	if (at < 0)
		start = (fcntl(fd, F_GETFL) & O_APPEND) ? lseek64(fd, 0, SEEK_END)
							: lseek64(fd, 0, SEEK_CUR);
	done = at < 0 ? REAL(write)(fd, data, part) : REAL(pwrite64)(fd, data, part, at);
	if (done > 0 && disk_log_is_on())
		disk_log_write(inode(fd), (guint64)start, data, (gsize)done);
	if (!fails)
		return done;
	errno = disk.fault.code;
	return -1;
}

ssize_t write(int fd, const void *data, size_t size)
{
	char path[PATH_MAX];
	ssize_t done;

	pthread_mutex_lock(&disk.lock);
	done = name_of_fd(fd, path) ? write_at(fd, data, size, -1) : -2;
	pthread_mutex_unlock(&disk.lock);
	/* Not under the lock: a pipe may block. */
	return done == -2 ? REAL(write)(fd, data, size) : done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	char path[PATH_MAX];
	ssize_t done;

	pthread_mutex_lock(&disk.lock);
	done = name_of_fd(fd, path) ? write_at(fd, data, size, at)
				    : REAL(pwrite64)(fd, data, size, at);
	pthread_mutex_unlock(&disk.lock);
	return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	return pwrite64(fd, data, size, at);
}

int ftruncate64(int fd, off64_t size)
{
	char path[PATH_MAX];
	gboolean watched;
	int result = -1;

	pthread_mutex_lock(&disk.lock);
	watched = name_of_fd(fd, path) != NULL;
	if (!watched || !strikes(DISK_WRITE)) {
		result = REAL(ftruncate64)(fd, size);
		if (watched && result == 0 && disk_log_is_on())
			disk_log_truncate(inode(fd), (guint64)size);
	}
	pthread_mutex_unlock(&disk.lock);
	return result;
}

int ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

static int sync_file(int fd)
{
	char path[PATH_MAX];
	const char *name;
	int result = -1;

	pthread_mutex_lock(&disk.lock);
	name = name_of_fd(fd, path);
	if (!name || !strikes(DISK_SYNC)) {
		/* What a sync keeps is worked out here: waiting for a disk adds nothing. */
		result = name ? 0 : REAL(fsync)(fd);
		if (name && disk_log_is_on())
			disk_log_sync(inode(fd), name);
	}
	pthread_mutex_unlock(&disk.lock);
	return result;
}

int fsync(int fd)
{
	return sync_file(fd);
}

int fdatasync(int fd)
{
	return sync_file(fd);
}

static ssize_t read_at(int fd, void *data, size_t size, off64_t at)
{
	char path[PATH_MAX];
	gboolean fails;

	pthread_mutex_lock(&disk.lock);
	fails = name_of_fd(fd, path) && strikes(DISK_READ);
	pthread_mutex_unlock(&disk.lock);
	if (fails)
		return -1;
	return at < 0 ? REAL(read)(fd, data, size) : REAL(pread64)(fd, data, size, at);
}

ssize_t read(int fd, void *data, size_t size)
{
	return read_at(fd, data, size, -1);
}

ssize_t pread64(int fd, void *data, size_t size, off64_t at)
{
	return read_at(fd, data, size, at);
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
	return read_at(fd, data, size, at);
}

static int open_file(int folder, const char *path, int flags, mode_t mode)
{
	char whole[PATH_MAX];
	const char *name;
	gboolean makes;
	int fd = -1;

	pthread_mutex_lock(&disk.lock);
	name = name_of(folder, path, whole);
	makes = name && (flags & O_CREAT) && faccessat(folder, path, F_OK, 0) < 0;
	if (!makes || !strikes(DISK_NAME)) {
		fd = REAL(openat64)(folder, path, flags, mode);
		if (fd >= 0 && makes && disk_log_is_on())
			disk_log_create(name, inode(fd));
		else if (fd >= 0 && name && (flags & O_TRUNC) && disk_log_is_on())
			disk_log_truncate(inode(fd), 0);
	}
	pthread_mutex_unlock(&disk.lock);
	return fd;
}

#define DEFINE_OPEN(function, parameters, folder)                                                  \
	int function parameters                                                                    \
	{                                                                                          \
		mode_t mode = 0;                                                                   \
                                                                                                   \
		if (flags & (O_CREAT | __O_TMPFILE)) {                                             \
			va_list arguments;                                                         \
                                                                                                   \
			va_start(arguments, flags);                                                \
			mode = va_arg(arguments, mode_t);                                          \
			va_end(arguments);                                                         \
		}                                                                                  \
		return open_file(folder, path, flags, mode);                                       \
	}
DEFINE_OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
DEFINE_OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
DEFINE_OPEN(openat, (int folder, const char *path, int flags, ...), folder)
DEFINE_OPEN(openat64, (int folder, const char *path, int flags, ...), folder)

int renameat2(int from_folder, const char *from, int to_folder, const char *to, guint flags)
{
	char whole_from[PATH_MAX];
	char whole_to[PATH_MAX];
	const char *from_name;
	const char *to_name;
	int result = -1;

	pthread_mutex_lock(&disk.lock);
	from_name = name_of(from_folder, from, whole_from);
	to_name = name_of(to_folder, to, whole_to);
	if (!from_name || !to_name || !strikes(DISK_NAME)) {
		result = REAL(renameat2)(from_folder, from, to_folder, to, flags);
		if (from_name && to_name && result == 0 && disk_log_is_on())
			disk_log_rename(from_name, to_name);
	}
	pthread_mutex_unlock(&disk.lock);
	return result;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
	return renameat2(from_folder, from, to_folder, to, 0);
}

int rename(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int folder, const char *path, int flags)
{
	char whole[PATH_MAX];
	const char *name;
	int result = -1;

	pthread_mutex_lock(&disk.lock);
	name = name_of(folder, path, whole);
	if (!name || !strikes(DISK_NAME)) {
		result = REAL(unlinkat)(folder, path, flags);
		if (name && result == 0 && disk_log_is_on())
			disk_log_unlink(name);
	}
	pthread_mutex_unlock(&disk.lock);
	return result;
}

int unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
	char whole[PATH_MAX];
	const char *name;
	int result = -1;

	pthread_mutex_lock(&disk.lock);
	name = name_of(folder, path, whole);
	if (!name || !strikes(DISK_NAME)) {
		result = REAL(mkdirat)(folder, path, mode);
		if (name && result == 0 && disk_log_is_on())
			disk_log_make_folder(name);
	}
	pthread_mutex_unlock(&disk.lock);
	return result;
}

int mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}
