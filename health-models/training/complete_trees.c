/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fits boosted trees of fixed depth to features in bins, by second-order
 * gradients of the logistic or the softmax loss (Friedman, Ann Stat 29:1189,
 * 2001; Chen & Guestrin, KDD 2016). For complete_trees.py (ctypes); not part of
 * the product.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { MOST_LEAVES = 64 };

struct trees_settings {
	int32_t rows, features, classes, rounds, depth, bins, seed;
	float rate, l2, least_hessian, column_share, row_share;
};

/* Room to work in, the caller's. */
struct trees_work {
	float *score, *p;                      /* [rows][classes] */
	float *gradient, *hessian, *histogram; /* [rows], [rows], [2 * bins << depth] */
	int32_t *node, *picked, *column;       /* [rows], [rows], [features] */
};

/* What grows a tree: bins [features][rows], and how much of `picked` and `column` is used. */
struct field {
	const struct trees_settings *s;
	struct trees_work w;
	const uint8_t *bin;
	int picks, columns;
};

struct split {
	float gain, gradient, hessian;
	int feature, level;
};

void trees_fit(const struct trees_settings *s, const struct trees_work *work, const uint8_t *bin,
	       const int8_t *class, const float *weight, const float *start, int16_t *feature,
	       uint8_t *level, float *leaf);
void trees_score(const struct trees_settings *s, const uint8_t *bin, long rows, const float *start,
		 const int16_t *feature, const uint8_t *level, const float *leaf, float *score);

static double drawn(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(*state >> 11) / 9007199254740992.0;
}

static void find_in_histogram(const struct field *f, int feature, int nodes, struct split *best)
{
	const struct trees_settings *s = f->s;

	for (int q = 0; q < nodes; q++) {
		const float *h = f->w.histogram + 2 * q * s->bins;
		float g = best[q].gradient, w = best[q].hessian, left = 0, under = 0;

		for (int b = 0; b + 1 < s->bins; b++) {
			float gain;

			left += h[2 * b];
			under += h[2 * b + 1];
			if (under < s->least_hessian)
				continue;
			if (w - under < s->least_hessian)
				break;
			gain = left * left / (under + s->l2) +
			       (g - left) * (g - left) / (w - under + s->l2) - g * g / (w + s->l2);
			if (gain > best[q].gain) {
				best[q].gain = gain;
				best[q].feature = feature;
				best[q].level = b;
			}
		}
	}
}

static void find_splits(const struct field *f, int nodes, struct split *best)
{
	const struct trees_settings *s = f->s;

	for (int q = 0; q < nodes; q++)
		best[q] = (struct split){.feature = -1, .level = 255};
	for (int i = 0; i < f->picks; i++) {
		best[f->w.node[f->w.picked[i]]].gradient += f->w.gradient[f->w.picked[i]];
		best[f->w.node[f->w.picked[i]]].hessian += f->w.hessian[f->w.picked[i]];
	}
	for (int c = 0; c < f->columns; c++) {
		const uint8_t *bin = f->bin + (size_t)f->w.column[c] * (size_t)s->rows;

		memset(f->w.histogram, 0, sizeof(float) * 2 * (size_t)(nodes * s->bins));
		for (int i = 0; i < f->picks; i++) {
			int row = f->w.picked[i];
			float *h = f->w.histogram + 2 * (f->w.node[row] * s->bins + bin[row]);

			h[0] += f->w.gradient[row];
			h[1] += f->w.hessian[row];
		}
		find_in_histogram(f, f->w.column[c], nodes, best);
	}
}

static void grow(const struct field *f, int16_t *feature, uint8_t *level, float *leaf)
{
	const struct trees_settings *s = f->s;
	struct split best[MOST_LEAVES];
	float g[MOST_LEAVES] = {0}, h[MOST_LEAVES] = {0};

	memset(f->w.node, 0, sizeof(int) * (size_t)s->rows);
	for (int d = 0; d < s->depth; d++) {
		int nodes = 1 << d;

		find_splits(f, nodes, best);
		for (int q = 0; q < nodes; q++) {
			feature[nodes - 1 + q] = (int16_t)best[q].feature;
			level[nodes - 1 + q] = (uint8_t)best[q].level;
		}
		for (int i = 0; i < s->rows; i++) {
			const struct split *b = &best[f->w.node[i]];

			f->w.node[i] =
			    2 * f->w.node[i] +
			    (b->feature >= 0 &&
			     f->bin[(size_t)b->feature * (size_t)s->rows + (size_t)i] > b->level);
		}
	}
	for (int i = 0; i < f->picks; i++) {
		g[f->w.node[f->w.picked[i]]] += f->w.gradient[f->w.picked[i]];
		h[f->w.node[f->w.picked[i]]] += f->w.hessian[f->w.picked[i]];
	}
	for (int q = 0; q < 1 << s->depth; q++)
		leaf[q] = s->rate * g[q] / (h[q] + s->l2);
}

/* From scores to probabilities: logistic where there is one class, else
 * softmax. */
static void judge(const struct trees_settings *s, const float *score, float *p)
{
	for (int i = 0; i < s->rows; i++, score += s->classes, p += s->classes) {
		float top = score[0], sum = 0;

		if (s->classes == 1) {
			*p = 1 / (1 + expf(-*score));
			continue;
		}
		for (int k = 1; k < s->classes; k++)
			top = score[k] > top ? score[k] : top;
		for (int k = 0; k < s->classes; k++)
			sum += p[k] = expf(score[k] - top);
		for (int k = 0; k < s->classes; k++)
			p[k] /= sum;
	}
}

static void add_tree(struct field *f, int k, const int8_t *class, const float *weight,
		     const float *p, uint64_t *state)
{
	const struct trees_settings *s = f->s;

	f->columns = 0;
	for (int c = 0; c < s->features; c++) {
		if (drawn(state) < (double)s->column_share)
			f->w.column[f->columns++] = c;
	}
	for (int i = 0; i < s->rows; i++) {
		float q = p[i * s->classes + k];

		f->w.gradient[i] = weight[i] * ((float)(class[i] == (s->classes == 1 ? 1 : k)) - q);
		f->w.hessian[i] = weight[i] * q * (1 - q);
	}
}

/* bin [features][rows], class [rows] (one class: 0 or 1), start [classes]; out:
 * feature (-1 = no split) and level [rounds][classes][2^depth - 1], leaf
 * [rounds][classes][2^depth]. */
void trees_fit(const struct trees_settings *s, const struct trees_work *work, const uint8_t *bin,
	       const int8_t *class, const float *weight, const float *start, int16_t *feature,
	       uint8_t *level, float *leaf)
{
	size_t rows = (size_t)s->rows, classes = (size_t)s->classes;
	int splits = (1 << s->depth) - 1;
	float *score = work->score, *p = work->p;
	struct field f = {.s = s, .w = *work, .bin = bin};
	uint64_t state = (uint64_t)s->seed * 7919 + 12345;

	for (size_t i = 0; i < rows * classes; i++)
		score[i] = start[i % classes];
	for (int r = 0; r < s->rounds; r++) {
		judge(s, score, p);
		f.picks = 0;
		for (int i = 0; i < s->rows; i++) {
			if (weight[i] > 0 && drawn(&state) < (double)s->row_share)
				f.w.picked[f.picks++] = i;
		}
		for (int k = 0; k < s->classes; k++) {
			int tree = r * s->classes + k;

			add_tree(&f, k, class, weight, p, &state);
			grow(&f, feature + tree * splits, level + tree * splits,
			     leaf + tree * (splits + 1));
			for (size_t i = 0; i < rows; i++)
				score[i * classes + (size_t)k] +=
				    leaf[tree * (splits + 1) + f.w.node[i]];
		}
	}
}

/* bin [features][rows]; score [rows][classes]. */
void trees_score(const struct trees_settings *s, const uint8_t *bin, long rows, const float *start,
		 const int16_t *feature, const uint8_t *level, const float *leaf, float *score)
{
	int splits = (1 << s->depth) - 1;

	for (long i = 0; i < rows * s->classes; i++)
		score[i] = start[i % s->classes];
	for (int tree = 0; tree < s->rounds * s->classes; tree++) {
		const int16_t *of = feature + tree * splits;

		for (long i = 0; i < rows; i++) {
			int at = 0;

			while (at < splits)
				at = 2 * at + 1 +
				     (of[at] >= 0 &&
				      bin[of[at] * rows + i] > level[tree * splits + at]);
			score[i * s->classes + tree % s->classes] +=
			    leaf[tree * (splits + 1) + at - splits];
		}
	}
}
