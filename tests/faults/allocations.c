/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dl_iterate_phdr, mmap64 */
#endif
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#include "tests/faults/allocations.h"

#include "tests/unit/store-fixture.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <sqlcipher/sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LIBRARIES_MAX = 8 };

static struct {
	atomic_bool on;
	atomic_ullong count;
	atomic_ullong first;
	atomic_ullong last;
	atomic_bool struck;
	sqlite3_mem_methods sqlite; /* its own */
	struct {
		guintptr start;
		guintptr end;
	} library[LIBRARIES_MAX];
	guint libraries;
} allocations;

void allocations_set_fault(guint64 first, guint64 last)
{
	allocations.on = FALSE;
	allocations.first = first;
	allocations.last = last;
	allocations.count = 0;
	allocations.struck = FALSE;
	allocations.on = TRUE;
}

guint64 allocations_count(void)
{
	return allocations.count;
}

gboolean allocations_fault_struck(void)
{
	return allocations.struck;
}

/* Counts one; TRUE = refuse it. */
static gboolean strikes(void)
{
	guint64 number;

	if (!allocations.on)
		return FALSE;
	number = ++allocations.count;
	if (allocations.first == 0 || number < allocations.first || number > allocations.last)
		return FALSE;
	allocations.struck = TRUE;
	errno = ENOMEM;
	return TRUE;
}

#ifdef FIXTURE_ADDRESS_SANITIZER

static void *sqlite_malloc(int size)
{
	return strikes() ? NULL : allocations.sqlite.xMalloc(size);
}

static void *sqlite_realloc(void *old, int size)
{
	return strikes() ? NULL : allocations.sqlite.xRealloc(old, size);
}

void allocations_start(void)
{
	sqlite3_mem_methods methods;

	g_assert_cmpint(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &allocations.sqlite), ==,
			SQLITE_OK);
	methods = allocations.sqlite;
	methods.xMalloc = sqlite_malloc;
	methods.xRealloc = sqlite_realloc;
	g_assert_cmpint(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), ==, SQLITE_OK);
}

#else

static int note_library(struct dl_phdr_info *library, size_t size, void *unused)
{
	static const char *const names[] = {"/libsqlcipher.so", "/libsodium.so", "/libFLAC.so"};

	(void)size;
	(void)unused;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		/* This program has no name: the store's allocations for OpenSSL are its own. */
		if (!strstr(library->dlpi_name, names[i]) &&
		    (i > 0 || library->dlpi_name[0] != '\0' || allocations.libraries > 0))
			continue;
		for (guint j = 0; j < library->dlpi_phnum; j++) {
			const ElfW(Phdr) *part = &library->dlpi_phdr[j];

			if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
				continue;
			g_assert_cmpuint(allocations.libraries, <, LIBRARIES_MAX);
			allocations.library[allocations.libraries].start =
			    library->dlpi_addr + part->p_vaddr;
			allocations.library[allocations.libraries++].end =
			    library->dlpi_addr + part->p_vaddr + part->p_memsz;
		}
	}
	return 0;
}

void allocations_start(void)
{
	dl_iterate_phdr(note_library, NULL);
	/* This program, SQLCipher and what the keys cannot do without. */
	g_assert_cmpuint(allocations.libraries, >=, 3);
}

static gboolean is_refused(const void *caller)
{
	guintptr at = (guintptr)caller;

	for (guint i = 0; i < allocations.libraries; i++) {
		if (at >= allocations.library[i].start && at < allocations.library[i].end)
			return strikes();
	}
	return FALSE;
}

/* What glibc calls its own. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	return is_refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return is_refused(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return is_refused(__builtin_return_address(0)) ? NULL : __libc_realloc(old, size);
}

#endif
