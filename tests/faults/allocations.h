/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that is refused: the n-th allocation that SQLCipher, OpenSSL (by way of the store),
 * libsodium or FLAC makes fails. GLib's own are left alone: GLib ends the program there.
 *
 * The program's malloc, calloc and realloc are defined here. A sanitizer has its own: built with
 * one, only what SQLite asks for is refused (sqlite3_config()).
 */
#pragma once

#include <glib.h>

/* Before anything uses SQLite. */
void allocations_start(void);
/* Counts from 0 again; refuses those numbered first (1 = the next) to last. first = 0: none. */
void allocations_set_fault(guint64 first, guint64 last);
guint64 allocations_count(void);
gboolean allocations_fault_struck(void);
