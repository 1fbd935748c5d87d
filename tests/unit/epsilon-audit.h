/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much a mechanism tells at least: from many answers about two neighbouring sets of data, a
 * lower bound of its epsilon that holds with high confidence.
 *
 * Half of the answers choose the event that tells the two worlds apart best: an answer below or
 * above a threshold, or one in some range whose lowest bit that is set lies low (what a float
 * leaves of the true number; whole numbers have no such bits). The other half counts that event,
 * and the exact limits of Clopper and Pearson (Biometrika 26, 1934) of both counts bound epsilon >=
 * ln(P(event | one world) / P(event | the other)).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of each of the two limits, so the bound is wrong once in half a million audits. */
#define EPSILON_AUDIT_ALPHA 1e-6

/* Answers of one world: an array of doubles. Both of the same length. */
double epsilon_lower_bound(const GArray *one, const GArray *other);
/* Limits of a probability that came true hits times of trials. */
double clopper_pearson_lower(guint hits, guint trials, double alpha);
double clopper_pearson_upper(guint hits, guint trials, double alpha);

G_END_DECLS
