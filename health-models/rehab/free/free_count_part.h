/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The final answer on the rows that are kept: on all of them, or on the older ones when they are
 * full. */
#pragma once

struct free_count;

/* The rows are full: decides on all but the last minute, and makes room. */
void free_count_decide_part(struct free_count *c);
/* Nothing comes after these rows: decides on all that is left, and empties them. */
void free_count_decide_rest(struct free_count *c);
