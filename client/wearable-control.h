/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes out to a wearable: twinctl wearable pair, buzz and set. */
#pragma once

/* As commands run: exit status. */
int wearable_pair(int argc, char **argv);
int wearable_buzz(int argc, char **argv);
int wearable_set(int argc, char **argv);
