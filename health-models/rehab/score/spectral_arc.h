/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Smoothness as the spectral arc length of a speed profile (Balasubramanian et al. 2015, J
 * NeuroEng Rehabil 12:112); on the angular speed of a gyroscope it holds (Melendez-Calderon et al.
 * 2021, Front Bioeng Biotechnol 8:558771), on an acceleration it does not. Pure C.
 */
#pragma once

/* speed: count values (at least 4), step_s apart. <= 0, nearer to 0 is smoother; NAN = no speed. */
float spectral_arc(const float *speed, unsigned count, float step_s);
