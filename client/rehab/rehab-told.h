/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person tells the closed loop: commands of twinctl rehab, as in client/command.h. */
#pragma once

int rehab_rpe(int argc, char **argv);
int rehab_symptom(int argc, char **argv);
int rehab_stop(int argc, char **argv);
int rehab_release(int argc, char **argv);
int rehab_mode(int argc, char **argv);
int rehab_plan(int argc, char **argv);
