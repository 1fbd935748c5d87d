/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl key pair: what a clinician runs, on a machine of his own. */
#pragma once

int command_key_pair(int argc, char **argv);
