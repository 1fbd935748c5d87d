/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why EDFlib refused a file: it has one answer for all that is wrong with a header, and a person
 * wants to know whether to copy the file again or to export it otherwise. Layout of the header:
 * Kemp et al., "A simple format for exchange of digitized polygraphic recordings" (1992), and EDF+
 * (2003); BDF: BioSemi.
 */
#pragma once

#include <stddef.h>

/* Reads the header of path again and fills text with what is wrong with it and what to do. Never
 * fails: where it finds nothing, it says that the file is damaged. */
void edf_refusal_explain(const char *path, char *text, size_t size);
