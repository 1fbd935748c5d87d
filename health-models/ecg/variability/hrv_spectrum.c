/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/variability/hrv_spectrum.h"

#include <math.h>
#include <string.h>

/* Bands, in multiples of 1/HRV_WINDOW_S Hz; each ends below the next one's beginning. */
enum { LF_FROM = 12, HF_FROM = 45, HF_END = 120 };

static const double TWO_PI = 6.283185307179586;

/* Sums over the intervals at one frequency; c2 and s2 at twice that. */
struct wave_sums {
	double xc, xs, c2, s2;
};

/* x = level + slope (t - middle) */
struct line {
	double middle, level, slope;
};

static struct line fit_line(const struct hrv_interval *interval, unsigned count)
{
	struct line l = {0};
	double tt = 0, tx = 0;
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++) {
		if (!interval[i].counts)
			continue;
		l.middle += (double)interval[i].end_s;
		l.level += (double)interval[i].rr_ms;
		n++;
	}
	l.middle /= n;
	l.level /= n;
	for (unsigned i = 0; i < count; i++) {
		double t = (double)interval[i].end_s - l.middle;

		if (!interval[i].counts)
			continue;
		tt += t * t;
		tx += t * ((double)interval[i].rr_ms - l.level);
	}
	l.slope = tt > 0 ? tx / tt : 0;
	return l;
}

/* All frequencies at once: each is the one before turned by the first. */
static void add_interval(struct wave_sums *sums, double t_s, double x)
{
	double angle = TWO_PI / HRV_WINDOW_S * t_s;
	double c1 = cos(angle), s1 = sin(angle), c = 1, s = 0;

	for (int k = 1; k < HF_END; k++) {
		double turned = c * c1 - s * s1;

		s = s * c1 + c * s1;
		c = turned;
		sums[k].xc += x * c;
		sums[k].xs += x * s;
		sums[k].c2 += c * c - s * s;
		sums[k].s2 += 2 * s * c;
	}
}

/* Lomb's P: the sums are turned so that sine and cosine are orthogonal over these intervals. With d
 * the length of (c2, s2), the cosine's sum of squares is (n + d)/2 then and the sine's (n - d)/2.
 */
static double lomb(const struct wave_sums *w, unsigned n)
{
	double d = sqrt(w->c2 * w->c2 + w->s2 * w->s2);
	double along2 = d > 0 ? w->c2 / d : 1, across2 = d > 0 ? w->s2 / d : 0;
	/* Half the angle whose cosine is along2 and whose sine has the sign of across2. */
	double c = sqrt(fmax(0, (1 + along2) / 2)), s = sqrt(fmax(0, (1 - along2) / 2));
	double with_cos, with_sin, sum = 0;

	s = across2 < 0 ? -s : s;
	with_cos = w->xc * c + w->xs * s;
	with_sin = w->xs * c - w->xc * s;
	if (n + d > 1e-6)
		sum += with_cos * with_cos / ((n + d) / 2);
	if (n - d > 1e-6)
		sum += with_sin * with_sin / ((n - d) / 2);
	return sum / 2;
}

void hrv_measure_spectrum(const struct hrv_interval *interval, unsigned count, double covered_ms,
			  struct hrv_window *w)
{
	struct wave_sums sums[HF_END];
	struct line line = fit_line(interval, count);
	double band[3] = {0}, scale;
	unsigned n = 0;

	memset(sums, 0, sizeof sums);
	for (unsigned i = 0; i < count; i++) {
		double t = (double)interval[i].end_s;

		if (!interval[i].counts)
			continue;
		add_interval(sums, t,
			     (double)interval[i].rr_ms - line.level -
				 line.slope * (t - line.middle));
		n++;
	}
	for (int k = 1; k < HF_END; k++)
		band[k < LF_FROM ? 0 : k < HF_FROM ? 1 : 2] += lomb(&sums[k], n);
	scale = 2 * covered_ms / 1000 / n / HRV_WINDOW_S;
	w->vlf_ms2 = (float)(scale * band[0]);
	w->lf_ms2 = (float)(scale * band[1]);
	w->hf_ms2 = (float)(scale * band[2]);
	w->lf_hf = w->hf_ms2 > 0 ? w->lf_ms2 / w->hf_ms2 : 0;
}
