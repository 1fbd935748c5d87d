/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <glib.h>

static const struct command commands[] = {
    {"activity", "steps, posture, intensity and falls out of a motion sensor",
     command_analyze_activity},
    {"capture", "findings in what went over the air", command_analyze_capture},
    {"ecg", "beats, heart rate and findings of ECG recordings", command_analyze_ecg},
    {"orientation", "how a motion sensor lay in space", command_analyze_orientation},
    {"reps", "repetitions of an exercise, labelled and scored", command_analyze_reps},
};

int command_analyze(int argc, char **argv)
{
	return command_dispatch("twinctl analyze", commands, G_N_ELEMENTS(commands), argc, argv);
}
