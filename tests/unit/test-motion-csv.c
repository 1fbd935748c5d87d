/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion as text: what a row says, and one clear line for everything that is wrong. */
#include "recordings/motion-csv.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

/* Opens text as a file; it must live as long as csv. */
static int open_text(struct motion_csv *csv, const char *text, struct recording_message *message)
{
	FILE *file = fmemopen((void *)(guintptr)text, strlen(text), "r");

	g_assert_nonnull(file);
	return motion_csv_open_stream(csv, file, "in.csv", message);
}

static void opened(struct motion_csv *csv, const char *text)
{
	struct recording_message message = {0};

	if (open_text(csv, text, &message) < 0)
		g_error("%s", message.text);
}

static struct imu_sample next(struct motion_csv *csv)
{
	struct recording_message message = {0};
	struct imu_sample sample;

	if (motion_csv_next(csv, &sample, &message) != 1)
		g_error("no row: %s", message.text);
	return sample;
}

static void ends(struct motion_csv *csv)
{
	struct imu_sample sample;

	g_assert_cmpint(motion_csv_next(csv, &sample, NULL), ==, 0);
	motion_csv_close(csv);
}

static void test_rows(void)
{
	struct motion_csv csv;
	struct imu_sample s;

	opened(&csv, "t,ax,ay,az,gx,gy,gz,mx,my,mz\n"
		     "0.5,1,-2,9.75,0.25,-0.5,1e-3,20,-1.5,44\n"
		     "0.75,,,,0.5,0,0,nan,NaN,nan\n");
	g_assert_cmpuint(csv.sensors, ==, 7);
	s = next(&csv);
	g_assert_cmpint(s.t_ns, ==, 500000000);
	g_assert_cmpuint(s.has, ==, 7);
	g_assert_cmpfloat((double)s.acc_ms2[2], ==, 9.75);
	g_assert_cmpfloat((double)s.gyr_rads[1], ==, -0.5);
	g_assert_cmpfloat(fabs((double)s.gyr_rads[2] - 0.001), <, 1e-9);
	g_assert_cmpfloat((double)s.mag_ut[1], ==, -1.5);
	s = next(&csv);
	g_assert_cmpuint(s.has, ==, IMU_ANGULAR_RATE);
	g_assert_cmpfloat((double)s.gyr_rads[0], ==, 0.5);
	ends(&csv);
}

static void test_columns_in_any_order(void)
{
	struct motion_csv csv;
	struct imu_sample s;

	opened(&csv, "\xef\xbb\xbf"
		     "az, ay ,ax,t\r\n\r\n3 , 2,1,-1.5\r\n0,0,0,-1.5");
	g_assert_cmpuint(csv.sensors, ==, IMU_ACCELERATION);
	s = next(&csv);
	g_assert_cmpint(s.t_ns, ==, -1500000000);
	g_assert_cmpfloat((double)s.acc_ms2[0], ==, 1);
	g_assert_cmpfloat((double)s.acc_ms2[2], ==, 3);
	next(&csv);
	ends(&csv);
}

static void test_twice(void)
{
	struct recording_message message;
	struct motion_csv csv;

	opened(&csv, "t,ax,ay,az\n1,0,0,9\n2,0,0,9\n");
	next(&csv);
	next(&csv);
	g_assert_cmpint(motion_csv_rewind(&csv, &message), ==, 0);
	g_assert_cmpint(next(&csv).t_ns, ==, 1000000000);
	next(&csv);
	ends(&csv);
}

static void test_bad_headers(void)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
	    {"\n\n", "in.csv: empty"},
	    {"ax,ay,az\n", "in.csv:1: no column 't'"},
	    {"t,gx,gy,gz\n", "no columns ax,ay,az"},
	    {"t,ax,ay\n", "all three axes"},
	    {"t,ax,ay,az,gx,gy\n", "all three axes"},
	    {"t,ax,ay,az,hr\n", "column 5 is 'hr'"},
	    {"t,ax,ay,az,ax\n", "two columns 'ax'"},
	    {"t;ax;ay;az\n", "commas, not semicolons"},
	    {"0.0,0.1,0.2,9.8\n", "column 1 is '0.0'"},
	    {"t,ax,ay,az,\n", "column 5 is ''"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct recording_message message = {0};
		struct motion_csv csv;

		g_assert_cmpint(open_text(&csv, cases[i].text, &message), ==, -EBADMSG);
		if (!strstr(message.text, cases[i].says))
			g_error("'%s' does not say '%s'", message.text, cases[i].says);
	}
}

static void test_bad_rows(void)
{
	static const struct {
		const char *row, *says;
	} cases[] = {
	    {"", "in.csv: no rows"},
	    {"1,2,3\n", "in.csv:2: 3 cells, the header has 4"},
	    {"1,2,3,4,5\n", "more cells than the header's 4"},
	    {",1,2,3\n", "no time"},
	    {"nan,1,2,3\n", "no time"},
	    {"1,2,,3\n", "one axis of a sensor is empty"},
	    {"1,2,x3,4\n", "ay 'x3' is not a number"},
	    {"1,2,0x3,4\n", "ay '0x3' is not a number"},
	    {"1,2,inf,4\n", "ay 'inf' is not a number"},
	    {"1,2,3 4,5\n", "ay '3 4' is not a number"},
	    {"1,2,1e7,4\n", "ay 1e7 is too large"},
	    {"1e10,1,2,3\n", "t 1e10 is too large"},
	    {"2,1,2,3\n1,1,2,3\n", "in.csv:3: time goes back, from 2.000000 s to 1.000000 s"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat("t,ax,ay,az\n", cases[i].row, NULL);
		struct recording_message message = {0};
		struct imu_sample sample;
		struct motion_csv csv;
		int result;

		opened(&csv, text);
		while ((result = motion_csv_next(&csv, &sample, &message)) > 0)
			;
		motion_csv_close(&csv);
		g_assert_cmpint(result, ==, -EBADMSG);
		if (!strstr(message.text, cases[i].says))
			g_error("'%s' does not say '%s'", message.text, cases[i].says);
	}
}

static void test_long_line(void)
{
	g_autofree char *blanks = g_strnfill(2000, ' ');
	g_autofree char *text = g_strconcat("t,ax,ay,az\n1,2,3,", blanks, "4\n", NULL);
	struct recording_message message = {0};
	struct imu_sample sample;
	struct motion_csv csv;

	opened(&csv, text);
	g_assert_cmpint(motion_csv_next(&csv, &sample, &message), ==, -EBADMSG);
	g_assert_nonnull(strstr(message.text, "more than 1000 characters"));
	motion_csv_close(&csv);
}

static void test_many_columns(void)
{
	g_autofree char *commas = g_strnfill(900, ',');
	g_autofree char *text = g_strconcat("t,ax,ay,az", commas, "\n", NULL);
	struct recording_message message = {0};
	struct motion_csv csv;

	g_assert_cmpint(open_text(&csv, text, &message), ==, -EBADMSG);
}

static void test_no_file(void)
{
	struct recording_message message = {0};
	struct motion_csv csv;

	g_assert_cmpint(motion_csv_open(&csv, "/nowhere/in.csv", &message), ==, -ENOENT);
	g_assert_cmpstr(message.text, ==, "/nowhere/in.csv: No such file or directory");
	g_assert_cmpint(motion_csv_open(&csv, "/", &message), ==, -EISDIR);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/motion-csv/rows", test_rows);
	g_test_add_func("/motion-csv/columns-in-any-order", test_columns_in_any_order);
	g_test_add_func("/motion-csv/twice", test_twice);
	g_test_add_func("/motion-csv/bad-headers", test_bad_headers);
	g_test_add_func("/motion-csv/bad-rows", test_bad_rows);
	g_test_add_func("/motion-csv/long-line", test_long_line);
	g_test_add_func("/motion-csv/many-columns", test_many_columns);
	g_test_add_func("/motion-csv/no-file", test_no_file);
	return g_test_run();
}
