/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where random bytes come from: the system's generator in the product, a seeded one in tests.
 */
#pragma once

#include <stdint.h>
#include <stddef.h>

struct random_source {
	void (*fill)(void *context, uint8_t *out, size_t size); /* never fails */
	void *context;
};

/* libsodium's. */
extern const struct random_source random_source_system;

/* Uniform in 0 .. below - 1, exactly: what does not divide evenly is drawn again. below > 0. */
uint64_t random_below(const struct random_source *source, uint64_t below);
