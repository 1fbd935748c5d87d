/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl capture open: a sealed capture made plain. */
#pragma once

int command_capture_open(int argc, char **argv);
