/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings as they should not be: each gives one clear line and its own error. */
#include "recordings-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* One line that begins with a path in the folder and says this. */
static void assert_message(const Folder *folder, const struct recording_message *message,
			   const char *part)
{
	g_assert_true(g_str_has_prefix(message->text, folder->path));
	g_assert_null(strchr(message->text, '\n'));
	if (!strstr(message->text, part))
		g_error("\"%s\" does not say \"%s\"", message->text, part);
}

static void assert_refused(const Folder *folder, const char *name, int code, const char *part)
{
	g_autofree char *path = folder_path(folder, name);
	struct recording_message message = {0};
	struct recording *r = NULL;

	g_assert_cmpint(recording_open(&r, path, &message), ==, code);
	g_assert_null(r);
	assert_message(folder, &message, part);
}

typedef struct {
	const char *header;
	int code;
	const char *part;
} HeaderCase;

static const HeaderCase headers[] = {
    {"", -EBADMSG, "the header is empty"},
    {"# only a comment\n\n", -EBADMSG, "the header is empty"},
    {"r\n", -EBADMSG, "states no number of signals"},
    {"r 0 360 10\n", -EBADMSG, "states 0 signals; 1 to 64 can be read"},
    {"r 65 360 10\n", -EBADMSG, "states 65 signals"},
    {"r 2147483648 360 10\nr.dat 16\n", -EBADMSG, "states 2147483648 signals"},
    {"r 99999999999999999999999 360\nr.dat 16\n", -EBADMSG, "is not a number"},
    {"r -1 360 10\nr.dat 16\n", -EBADMSG, "states -1 signals"},
    {"r one 360 10\nr.dat 16\n", -EBADMSG, "\"one\" is not a number"},
    {"r 1x 360 10\nr.dat 16\n", -EBADMSG, "\"1x\" is not a number"},
    {"r 2 360 10\nr.dat 16\n", -EBADMSG, "states 2 signals but describes 1"},
    {"r 1 360 10\n", -EBADMSG, "states 1 signals but describes 0"},
    {"r 1 0 10\nr.dat 16\n", -EBADMSG, "the sampling rate 0 Hz is absurd"},
    {"r 1 -360 10\nr.dat 16\n", -EBADMSG, "the sampling rate -360 Hz is absurd"},
    {"r 1 nan 10\nr.dat 16\n", -EBADMSG, "the sampling rate \"nan\" is not a number"},
    {"r 1 inf 10\nr.dat 16\n", -EBADMSG, "the sampling rate \"inf\" is not a number"},
    {"r 1 1e400 10\nr.dat 16\n", -EBADMSG, "is not a number"},
    {"r 1 1e9 10\nr.dat 16\n", -EBADMSG, "is absurd"},
    {"r 1 360,5 10\nr.dat 16\n", -EBADMSG, "\"360,5\" is not a number"},
    {"r 1 360 -1\nr.dat 16\n", -EBADMSG, "the number of samples \"-1\" is absurd"},
    {"r 1 360 9223372036854775807\nr.dat 16\n", -EBADMSG, "is absurd"},
    {"r 1 360 many\nr.dat 16\n", -EBADMSG, "the number of samples \"many\" is absurd"},
    {"r/3 1 360 10\nr.dat 16\n", -EPROTONOSUPPORT, "several segments"},
    {"r 1 360 10\nr.dat\n", -EBADMSG, "has no format"},
    {"r 1 360 10\nr.dat 310\n", -EPROTONOSUPPORT,
     "format 310 is not read (known: 16, 24, 61, 80, 212)"},
    {"r 1 360 10\nr.dat 8\n", -EPROTONOSUPPORT, "format 8 is not read"},
    {"r 1 360 10\nr.dat sixteen\n", -EBADMSG, "is not a number"},
    {"r 1 360 10\nr.dat 16+\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\nr.dat 16+-4\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\nr.dat 16x0\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\nr.dat 16x99999\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\nr.dat 16y2\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\n../r.dat 16\n", -EPERM, "outside the record's own folder"},
    {"r 1 360 10\n/etc/passwd 16\n", -EPERM, "outside the record's own folder"},
    {"r 1 360 10\nsub/r.dat 16\n", -EPERM, "outside the record's own folder"},
    {"r 1 360 10\n.. 16\n", -EPERM, "outside the record's own folder"},
    {"r 1 360 10\n- 16\n", -EPROTONOSUPPORT, "names no signal file"},
    {"r 1 360 10\n~ 16\n", -EPROTONOSUPPORT, "names no signal file"},
    {"r 1 360 10\nmissing.dat 16\n", -ENOENT, "missing.dat: No such file"},
    {"r 1 360 10\nempty.dat 16\n", -ENODATA, "empty.dat: is empty"},
    {"r 1 360 10\nr.dat 16+100\n", -ENODATA, "r.dat: is empty"},
    {"r 1 360 10\nr.dat 16 x\n", -EBADMSG, "the gain \"x\" cannot be understood"},
    {"r 1 360 10\nr.dat 16 200(\n", -EBADMSG, "the gain \"200(\" cannot be understood"},
    {"r 1 360 10\nr.dat 16 200(1/mV\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\nr.dat 16 200/\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\nr.dat 16 200/a-unit-much-too-long\n", -EBADMSG, "cannot be understood"},
    {"r 1 360 10\nr.dat 16 1e-300\n", -EBADMSG, "is absurd"},
    {"r 1 360 10\nr.dat 16 200 16 zero\n", -EBADMSG, "\"zero\" should be a whole number"},
    {"r 1 360 10\nr.dat 16 200 16 99999999999\n", -EBADMSG, "should be a whole number"},
    {"r 2 360 10\nr.dat 16\nr.dat 212\n", -EBADMSG, "do not agree"},
    {"r 2 360 10\nr.dat 16+2\nr.dat 16\n", -EBADMSG, "do not agree"},
    {"r 3 360 10\nr.dat 16\nempty.dat 16\nr.dat 16\n", -EBADMSG, "do not agree"},
};

static void test_headers(Folder *folder, gconstpointer data)
{
	(void)data;
	folder_write(folder, "r.dat", "0123456789012345678", 20);
	folder_write(folder, "empty.dat", "", 0);
	for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
		folder_write_text(folder, "r.hea", headers[i].header);
		assert_refused(folder, "r", headers[i].code, headers[i].part);
	}
}

static void test_strange_headers(Folder *folder, gconstpointer data)
{
	g_autofree char *line = g_strnfill(5000, 'x');
	g_autofree char *huge = g_strnfill(1 << 19, '#');

	(void)data;
	assert_refused(folder, "r", -ENOENT, "r.hea: No such file");
	folder_write_text(folder, "r.hea", line);
	assert_refused(folder, "r", -EBADMSG, "a line is too long");
	folder_write_text(folder, "r.hea", huge);
	assert_refused(folder, "r", -EFBIG, "too long for a header");
	folder_write(folder, "r.hea", "r 1 360\0 10\nr.dat 16\n", 21);
	assert_refused(folder, "r", -EBADMSG, "is not a text header");
	/* what a file says cannot break the line or ring the bell */
	folder_write_text(folder, "r.hea", "r 1 360 10\nr.dat\a\x1b[31m 16\n");
	assert_refused(folder, "r", -ENOENT, "r.dat??[31m: No such file");
}

/* A pipe or a folder in place of a file does not hang or confuse. */
static void test_not_regular(Folder *folder, gconstpointer data)
{
	g_autofree char *pipe = folder_path(folder, "pipe.dat");
	g_autofree char *edf = folder_path(folder, "pipe.edf");
	g_autofree char *dir = folder_path(folder, "dir.dat");

	(void)data;
	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	g_assert_cmpint(mkfifo(edf, 0600), ==, 0);
	g_assert_cmpint(mkdir(dir, 0700), ==, 0);
	folder_write_text(folder, "r.hea", "r 1 360 10\npipe.dat 16\n");
	assert_refused(folder, "r", -EINVAL, "pipe.dat: is not a regular file");
	folder_write_text(folder, "r.hea", "r 1 360 10\ndir.dat 16\n");
	assert_refused(folder, "r", -EINVAL, "dir.dat: is not a regular file");
	assert_refused(folder, "pipe.edf", -EINVAL, "pipe.edf: is not a regular file");
}

static void test_names(Folder *folder, gconstpointer data)
{
	g_autofree char *name = g_strnfill(300, 'n');

	(void)data;
	assert_refused(folder, name, -ENAMETOOLONG, "the name is too long");
	assert_refused(folder, ".", -EINVAL, "is not the name of a record");
}

static void test_channels(Folder *folder, gconstpointer data)
{
	struct recording_message message = {0};
	struct recording *r;
	float uv[4];

	(void)data;
	folder_write(folder, "r.dat", "abcdefgh", 8);
	folder_write_text(folder, "r.hea", "r 2 360 2\nr.dat 16 1/mmHg\nr.dat 16\n");
	r = folder_open(folder, "r");
	g_assert_cmpint(recording_read(r, 2, uv, 4, &message), ==, -ENOENT);
	assert_message(folder, &message, "there is no channel 2, it has 2 (counted from 0)");
	g_assert_cmpint(recording_read(r, 0, uv, 4, &message), ==, -EINVAL);
	assert_message(folder, &message, "channel 0 is measured in mmHg, which is no voltage");
	g_assert_cmpint(recording_read(r, 1, uv, 4, &message), ==, 2);
	recording_close(r);
}

static void test_edf(Folder *folder, gconstpointer data)
{
	struct recording_message message = {0};
	struct recording *r;
	float uv[4];

	(void)data;
	assert_refused(folder, "a.edf", -ENOENT, "a.edf: No such file");
	folder_write_edf(folder, "a.edf", "EDF+C", "nan", "uV", 3);
	assert_refused(folder, "a.edf", -EBADMSG, "its header breaks the format's rules");
	folder_write_edf(folder, "a.edf", "EDF+C", "1", "mmHg", 3);
	r = folder_open(folder, "a.edf");
	g_assert_cmpint(recording_read(r, 0, uv, 4, &message), ==, -EINVAL);
	assert_message(folder, &message, "channel 0 is not measured in volts but in \"mmHg\"");
	recording_close(r);
}

#define ADD(name, function)                                                                        \
	g_test_add("/recordings-bad/" name, Folder, NULL, folder_set_up, function, folder_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("headers", test_headers);
	ADD("strange-headers", test_strange_headers);
	ADD("not-regular", test_not_regular);
	ADD("names", test_names);
	ADD("channels", test_channels);
	ADD("edf", test_edf);
	return g_test_run();
}
