/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guided test out of a live trace: of one wearable, or it says why not. */
#include "client/analyze/guided-live.h"

#include "common/glib/ht-error.h"
#include "tests/unit/moved-person.h"

#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

enum { BLOCK = 25 };

/* What one wearable says of a person, a line a block, each with the time at which it ends. */
typedef struct {
	GPtrArray *lines; /* char * */
	GString *raw;
	guint count;
	double first_s;
	struct moved_person moved;
} Strap;

static void take(gpointer context, const struct imu_sample *sample)
{
	Strap *strap = context;

	if (strap->count == 0)
		strap->first_s = (double)sample->t_ns / 1e9;
	for (int i = 0; i < 3; i++)
		g_string_append_printf(strap->raw, "%s%ld", strap->raw->len ? "," : "",
				       lround((double)sample->acc_ms2[i] * 1000));
	if (++strap->count < BLOCK)
		return;
	g_ptr_array_add(
	    strap->lines,
	    g_strdup_printf("{\"type\":\"wave\",\"t_utc_us\":%.0f,\"quantity\":\"acceleration\","
			    "\"rate_hz\":50,\"channels\":3,\"scale\":0.001,\"raw\":[%s]}\n",
			    1.7e15 + strap->first_s * 1e6, strap->raw->str));
	g_string_truncate(strap->raw, 0);
	strap->count = 0;
}

/* Sits, rises, walks, sits down. */
static Strap *strap_new(double starts_s)
{
	Strap *strap = g_new0(Strap, 1);
	struct moved_person *p = &strap->moved;

	strap->lines = g_ptr_array_new_with_free_func(g_free);
	strap->raw = g_string_new(NULL);
	moved_person_init(p, take, strap);
	p->t_s = starts_s;
	moved_rest(p, 5);
	moved_walk(p, 12, 100, 0.4, 0);
	moved_rest(p, 5);
	return strap;
}

static void strap_free(Strap *strap)
{
	g_ptr_array_unref(strap->lines);
	g_string_free(strap->raw, TRUE);
	g_free(strap);
}

static void ignore_state(gpointer context, enum guided_state state)
{
	(void)context;
	(void)state;
}

/* The lines of both in turn, as they would come; b NULL = there is no other. */
static gboolean guide(const Strap *a, const Strap *b, HtGuidedResult *result, GError **error)
{
	const HtGuidedWishes wishes = {.test = HT_GUIDED_UP_AND_GO, .go_s = -1};
	const HtGuidedListener listener = {.state = ignore_state};
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("guided-XXXXXX", &path, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_unlink(path);
	for (guint i = 0; i < a->lines->len; i++)
		for (const Strap *s = a; s; s = s == a ? b : NULL) {
			const char *line = s->lines->pdata[i];

			g_assert_cmpint(write(fd, line, strlen(line)), ==, (gssize)strlen(line));
		}
	g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
	return ht_guided_live(fd, &wishes, &listener, result, error);
}

static void test_one_wearable(void)
{
	g_autoptr(GError) error = NULL;
	Strap *strap = strap_new(0);
	HtGuidedResult result;

	g_assert_true(guide(strap, NULL, &result, &error));
	g_assert_no_error(error);
	g_assert_cmpfloat_with_epsilon((double)result.go.total_s, 12, 0.7);
	strap_free(strap);
}

/* Their samples would be mixed into a movement that nobody made. */
static void test_two_wearables(void)
{
	for (double later_s = 0; later_s < 0.5; later_s += 0.1) {
		g_autoptr(GError) error = NULL;
		Strap *chest = strap_new(0), *thigh = strap_new(later_s);
		HtGuidedResult result;

		g_assert_false(guide(chest, thigh, &result, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_INSUFFICIENT_DATA);
		g_assert_nonnull(strstr(error->message, "more than one wearable"));
		strap_free(chest);
		strap_free(thigh);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/guided-live/one-wearable", test_one_wearable);
	g_test_add_func("/guided-live/two-wearables-are-refused", test_two_wearables);
	return g_test_run();
}
