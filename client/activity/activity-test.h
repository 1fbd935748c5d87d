/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A command of twinctl activity, as in client/command.h. */
int activity_test(int argc, char **argv);
