/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Noise for numbers that are told of a person: the discrete Laplace distribution, drawn exactly.
 *
 * P(x) is proportional to exp(-|x| / scale) over all whole x. Whole numbers and fair coins alone:
 * no float is rounded anywhere, so the noise has no gaps by which the true number shows (Mironov,
 * "On significance of the least significant bits for differential privacy", CCS 2012). Method:
 * Canonne, Kamath, Steinke, "The discrete Gaussian for differential privacy", NeurIPS 2020,
 * algorithms 1 and 2. Time varies with what is drawn; nothing is drawn while somebody measures:
 * answers are cached and drawn once.
 *
 * Pure but for the source of random bytes.
 */
#pragma once

#include "privacy/anonymity/random-source.h"

#include <stdbool.h>

enum { LAPLACE_SENSITIVITY_MAX = 1 << 23 };

/* A scale of sensitivity / epsilon, as sensitivity x 1000000 / micro-epsilon. Each at least 1, the
 * sensitivity at most LAPLACE_SENSITIVITY_MAX. */
struct laplace_scale {
	uint32_t sensitivity;
	uint32_t epsilon_micro;
};

/* True with probability exp(-numerator / denominator); denominator > 0. */
bool bernoulli_exp(const struct random_source *source, uint64_t numerator, uint64_t denominator);

int64_t discrete_laplace(const struct random_source *source, struct laplace_scale scale);
