/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the benches of the store have in common: a folder with keys, real ECG, and CPU time. */
#pragma once

#include "privacy/store/store.h"

enum { BENCH_ECG_HZ = 130 };

/* Of all threads of this process. */
double bench_cpu_s(void);
/* Appends a recording's ECG (gint32, uV) as a strap sends it: BENCH_ECG_HZ, in its steps. */
void bench_load_ecg(GArray *uv, const char *path);
/* (transfer full) A store of its own in a new folder, with keys that cost nothing; NULL and *dir
 * NULL, or to be removed, with an error. */
HtStore *bench_open_store(char **dir, const HtStoreEvents *events, GError **error);
/* With all files in it, and frees the name. */
void bench_remove_folder(char *dir);
/* Bytes of the database in the folder, once it is closed. */
gint64 bench_database_size(const char *dir);
