/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands of twinctl: an explicit table per level, no registration.
 *
 * run() gets the arguments from the command's own name on, as main() would, and returns the exit
 * status: 0, 1 when something failed (said on stderr in one line), 2 for bad usage.
 */
#pragma once

#include <stddef.h>

enum { COMMAND_OK = 0, COMMAND_FAILED = 1, COMMAND_USAGE = 2 };

struct command {
	const char *name;
	const char *summary; /* one line for --help */
	int (*run)(int argc, char **argv);
};

/* Runs the command that argv[1] names; `level` is what stands before it ("twinctl analyze"). */
int command_dispatch(const char *level, const struct command *commands, size_t count, int argc,
		     char **argv);

/* The commands; each in a file of its name. */
int command_analyze(int argc, char **argv);
int command_analyze_activity(int argc, char **argv);
int command_analyze_capture(int argc, char **argv);
int command_analyze_ecg(int argc, char **argv);
int command_analyze_orientation(int argc, char **argv);
int command_analyze_reps(int argc, char **argv);
int command_exercise(int argc, char **argv);
/* These talk to the hub. */
int command_activity(int argc, char **argv);
int command_audit(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_capture(int argc, char **argv);
int command_clinician(int argc, char **argv);
int command_consent(int argc, char **argv);
int command_erase(int argc, char **argv);
int command_key(int argc, char **argv);
int command_limits(int argc, char **argv);
int command_monitor(int argc, char **argv);
int command_person(int argc, char **argv);
int command_privacy(int argc, char **argv);
int command_readings(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_summary(int argc, char **argv);
int command_rehab(int argc, char **argv);
int command_report(int argc, char **argv);
int command_status(int argc, char **argv);
int command_store(int argc, char **argv);
int command_unlock(int argc, char **argv);
int command_wearable(int argc, char **argv);
