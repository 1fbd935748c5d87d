/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EDF and BDF files as people have them: several signals with rates of their own, labels and units
 * of all kinds, annotations beside them, and files that went wrong on their way. */
#include "edf-file.h"
#include "recordings/ecg-label.h"
#include "recordings/playback.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define HALF_UV "-16384", "16383.5", "-32768", "32767"

static const EdfSignal night[] = {
    {"EEG Fpz-Cz", "uV", 4, HALF_UV, 100},
    {"Resp oro-nasal", "", 1, HALF_UV, 200},
    {"ECG II", "mV", 10, HALF_UV, -5},
    {"EDF Annotations", "", 8, "-1", "1", "-32768", "32767", 0},
    {"EMG submental", "uV", 2, HALF_UV, 0},
};

static long read_ecg(const Folder *folder, const char *name, float *uv, size_t n,
		     struct playback_info *info)
{
	const struct playback_settings settings = {.channel = PLAYBACK_CHANNEL_ECG};
	g_autofree char *path = folder_path(folder, name);
	struct recording_message message = {0};
	struct playback *p;
	long got;

	if (playback_open(&p, path, &settings, &message) < 0)
		g_error("%s", message.text);
	*info = *playback_info(p);
	got = playback_read(p, uv, n, &message);
	if (got < 0)
		g_error("%s", message.text);
	playback_close(p);
	return got;
}

/* Its own rate, its own counts, and the annotations are no channel. */
static void test_several_signals(Folder *folder, gconstpointer data)
{
	const EdfFile file = {"EDF+C", "0.04", 3, night, G_N_ELEMENTS(night)};
	struct playback_info info;
	struct recording *r;
	float uv[64];

	(void)data;
	edf_file_write(&file, folder, "night.edf");
	g_assert_cmpint(read_ecg(folder, "night.edf", uv, G_N_ELEMENTS(uv), &info), ==, 30);
	g_assert_cmpuint(info.channel, ==, 2);
	g_assert_cmpuint(info.channels, ==, 4);
	g_assert_cmpfloat(info.rate_hz, ==, 250);
	g_assert_cmpint(info.samples, ==, 30);
	for (int i = 0; i < 30; i++)
		g_assert_cmpfloat_with_epsilon(uv[i], (float)(i - 5) * 500, 0.05F);
	r = folder_open(folder, "night.edf");
	g_assert_cmpfloat(recording_channel(r, 0)->rate_hz, ==, 100);
	g_assert_cmpfloat(recording_channel(r, 3)->rate_hz, ==, 50);
	g_assert_cmpstr(recording_channel(r, 3)->label, ==, "EMG submental");
	g_assert_cmpstr(recording_channel(r, 2)->unit, ==, "mV");
	recording_close(r);
}

/* 24 bits, with a status that is no voltage; the ends of .bdf and .rec are known too. */
static void test_bdf(Folder *folder, gconstpointer data)
{
	static const EdfSignal signals[] = {
	    {"Status", "Boolean", 5, "-8388608", "8388607", "-8388608", "8388607", 0},
	    {"EKG", "uV", 5, "-8388608", "8388607", "-8388608", "8388607", -70003},
	    {"BDF Annotations", "", 8, "-1", "1", "-8388608", "8388607", 0},
	};
	static const EdfFile files[] = {{"24BIT", "0.01", 4, signals, 2},
					{"BDF+C", "0.01", 4, signals, 3}};
	static const char *const names[] = {"a.bdf", "b.BDF"};
	struct playback_info info;
	float uv[64];

	(void)data;
	for (guint k = 0; k < G_N_ELEMENTS(files); k++) {
		edf_file_write(&files[k], folder, names[k]);
		g_assert_cmpint(read_ecg(folder, names[k], uv, G_N_ELEMENTS(uv), &info), ==, 20);
		g_assert_cmpuint(info.channel, ==, 1);
		g_assert_cmpuint(info.channels, ==, 2);
		g_assert_cmpfloat(info.rate_hz, ==, 500);
		for (int i = 0; i < 20; i++)
			g_assert_cmpfloat_with_epsilon(uv[i], (float)(i - 70003), 0.01F);
	}
}

static void test_rec(Folder *folder, gconstpointer data)
{
	const EdfFile file = {"", "0.04", 1, night, 3};
	struct playback_info info;
	float uv[64];

	(void)data;
	edf_file_write(&file, folder, "slp.rec");
	g_assert_cmpint(read_ecg(folder, "slp.rec", uv, G_N_ELEMENTS(uv), &info), ==, 10);
	g_assert_cmpuint(info.channel, ==, 2);
}

typedef struct {
	const char *unit;
	float uv; /* of 1 unit; 0 = no voltage */
} UnitCase;

static const UnitCase units[] = {
    {"uV", 1},       {"UV", 1}, {"mV", 1e3F}, {"mv", 1e3F}, {"V", 1e6F}, {"nV", 1e-3F},
    {"mVolt", 1e3F}, {"", 0},   {"mmHg", 0},  {"Vpp", 0},   {"m", 0},    {"%", 0},
};

static void test_units(Folder *folder, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		const EdfSignal signal = {"ECG", units[i].unit, 4,      "-1",
					  "1",   "-1000",       "1000", 1000};
		const EdfFile file = {"", "0.01", 1, &signal, 1};
		struct recording *r;

		edf_file_write(&file, folder, "u.edf");
		r = folder_open(folder, "u.edf");
		g_assert_cmpstr(recording_channel(r, 0)->unit, ==, units[i].unit);
		g_assert_cmpfloat_with_epsilon(recording_channel(r, 0)->uv_per_unit, units[i].uv,
					       1e-6);
		recording_close(r);
		if (units[i].uv > 0) {
			g_autoptr(GArray) uv = folder_read(folder, "u.edf", 0, 3);

			g_assert_cmpfloat_with_epsilon(g_array_index(uv, float, 0), units[i].uv,
						       units[i].uv * 1e-6F);
		}
	}
}

typedef struct {
	const char *label;
	enum ecg_label reading;
} LabelCase;

static const LabelCase labels[] = {
    {"ECG", ECG_LABEL_ECG},
    {"ekg1-ekg2", ECG_LABEL_ECG},
    {"ECG II", ECG_LABEL_ECG},
    {"ECG2", ECG_LABEL_ECG},
    {"Channel 1 (ECG)", ECG_LABEL_ECG},
    {"MLII", ECG_LABEL_ECG},
    {"V5", ECG_LABEL_ECG},
    {"aVF", ECG_LABEL_ECG},
    {"lead I", ECG_LABEL_ECG},
    {"EEG C3-V2", ECG_LABEL_NOT},
    {"EMG1", ECG_LABEL_NOT},
    {"EOG(L)", ECG_LABEL_NOT},
    {"Resp nasal", ECG_LABEL_NOT},
    {"Status", ECG_LABEL_NOT},
    {"", ECG_LABEL_UNKNOWN},
    {"V50", ECG_LABEL_UNKNOWN},
    {"signal 1", ECG_LABEL_UNKNOWN},
    {"noise1", ECG_LABEL_UNKNOWN},
};

static void test_labels(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(labels); i++) {
		if (ecg_label_read(labels[i].label) != labels[i].reading)
			g_error("\"%s\" is read as %d", labels[i].label,
				(int)ecg_label_read(labels[i].label));
	}
}

typedef struct {
	EdfSignal signals[3];
	guint count;
	int channel; /* -1 = refused */
	const char *part;
} ChoiceCase;

static const ChoiceCase choices[] = {
    {{{"one", "uV", 4, HALF_UV, 0}}, 1, 0, NULL},
    {{{"Temp", "C", 4, HALF_UV, 0}, {"two", "mV", 4, HALF_UV, 0}}, 2, 1, NULL},
    {{{"ECG", "", 4, HALF_UV, 0}, {"ECG 2", "mV", 4, HALF_UV, 0}}, 2, 1, NULL},
    {{{"one", "uV", 4, HALF_UV, 0}, {"II", "V", 4, HALF_UV, 0}, {"ECG", "uV", 4, HALF_UV, 0}},
     3,
     1,
     NULL},
    {{{"one", "uV", 4, HALF_UV, 0}, {"two", "uV", 4, HALF_UV, 0}},
     2,
     -1,
     "no channel is labelled as the ECG; give its number with --channel "
     "(0 \"one\" in uV, 1 \"two\" in uV)"},
    {{{"EEG Cz", "uV", 4, HALF_UV, 0}, {"Resp", "", 4, HALF_UV, 0}},
     2,
     -1,
     "no channel in uV, mV or V may be an ECG; give its number with --channel "
     "(0 \"EEG Cz\" in uV, 1 \"Resp\" in no unit)"},
};

static void assert_choice(const Folder *folder, const char *name, const ChoiceCase *c)
{
	struct recording *r = folder_open(folder, name);
	struct recording_message message = {0};
	unsigned channel = 99;
	int rc = recording_find_ecg(r, &channel, &message);

	if (c->channel >= 0) {
		g_assert_cmpint(rc, ==, 0);
		g_assert_cmpint((int)channel, ==, c->channel);
	} else {
		g_assert_cmpint(rc, ==, -ENOENT);
		if (!strstr(message.text, c->part))
			g_error("\"%s\" does not say \"%s\"", message.text, c->part);
	}
	recording_close(r);
}

static void test_choice(Folder *folder, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(choices); i++) {
		const EdfFile file = {"", "1", 1, choices[i].signals, choices[i].count};

		edf_file_write(&file, folder, "c.edf");
		assert_choice(folder, "c.edf", &choices[i]);
	}
}

/* Records of PhysioNet name their leads freely: without a label that helps, the first one in volts.
 */
static void test_choice_wfdb(Folder *folder, gconstpointer data)
{
	static const struct {
		const char *header;
		ChoiceCase choice;
	} cases[] = {
	    {"r 2 250 2\nr.dat 80\nr.dat 80\n", {.channel = 0}},
	    {"r 2 250 2\nr.dat 80 1/mmHg 8 0 0 0 0 ABP\nr.dat 80 200 8 0 0 0 0 x\n",
	     {.channel = 1}},
	    {"r 2 250 2\nr.dat 80 200 8 0 0 0 0 EEG (C4-A1)\nr.dat 80 200 8 0 0 0 0 lead II\r\n",
	     {.channel = 1}},
	    {"r 2 250 2\nr.dat 80 200 8 0 0 0 0 V5\nr.dat 80 200 8 0 0 0 0 MLII\n", {.channel = 0}},
	    {"r 1 250 2\nr.dat 80 1/mmHg 8 0 0 0 0 the  p\033ressure \n",
	     {.channel = -1, .part = "(0 \"the  p?ressure\" in mmHg)"}},
	};

	(void)data;
	folder_write(folder, "r.dat", "abcd", 4);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		folder_write_text(folder, "r.hea", cases[i].header);
		assert_choice(folder, "r", &cases[i].choice);
	}
}

static void assert_refused(const Folder *folder, const GByteArray *bytes, gsize size,
			   const char *part)
{
	g_autofree char *path = folder_path(folder, "x.edf");
	struct recording_message message = {0};
	struct recording *r = NULL;

	folder_write(folder, "x.edf", bytes->data, size);
	g_assert_cmpint(recording_open(&r, path, &message), ==, -EBADMSG);
	g_assert_null(r);
	g_assert_true(g_str_has_prefix(message.text, path));
	if (!strstr(message.text, part))
		g_error("\"%s\" does not say \"%s\"", message.text, part);
}

static const struct {
	gsize at;
	const char *text;
	const char *part;
} damages[] = {
    {0, "1", "is no EDF file"},
    {0, "RIFF", "is no EDF file"},
    {236, "-1      ", "was never finished by its recorder"},
    {236, "4       ", "is cut short: 1686 bytes, its header says 1736; copy it again"},
    {236, "2       ", "is longer than it should be: 1686 bytes, its header says 1636"},
    {252, "0   ", "states an impossible number of signals"},
    {252, "9999", "states an impossible number of signals"},
    {256 + 5 * 96, "\xb5V", "holds a letter that EDF does not allow in its header (byte 736;"},
    {192, "EDF+D",
     "is a discontinuous EDF+ file (EDF+D), with gaps in it; export it as continuous"},
    {168, "31.02.26", "breaks the format's rules"},
    {244, "0       ", "breaks the format's rules"},
    {256 + 5 * 216, "x       ", "its header makes no sense"},
};

/* Each says what is wrong and what to do. */
static void test_damaged(Folder *folder, gconstpointer data)
{
	const EdfFile file = {"EDF+C", "1", 3, night, G_N_ELEMENTS(night)};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(damages); i++) {
		g_autoptr(GByteArray) bytes = edf_file_bytes(&file);

		memcpy(bytes->data + damages[i].at, damages[i].text, strlen(damages[i].text));
		assert_refused(folder, bytes, bytes->len, damages[i].part);
	}
}

static void test_no_signal(Folder *folder, gconstpointer data)
{
	const EdfFile file = {"EDF+C", "0", 3, &night[3], 1};
	g_autofree char *path = folder_path(folder, "x.edf");
	struct recording_message message = {0};
	struct recording *r = NULL;

	(void)data;
	edf_file_write(&file, folder, "x.edf");
	g_assert_cmpint(recording_open(&r, path, &message), ==, -ENODATA);
	g_assert_nonnull(strstr(message.text, "holds annotations alone, no signal"));
}

static void test_cut_short(Folder *folder, gconstpointer data)
{
	const EdfFile file = {"24BIT", "1", 2, night, 3};
	g_autoptr(GByteArray) bytes = edf_file_bytes(&file);

	(void)data;
	for (gsize size = 0; size < bytes->len; size++) {
		const char *part = size == 0  ? "is empty"
				   : size < 8 ? "is no EDF file"
				   : size < 4 * 256
				       ? "is cut short within its header; copy it again"
				       : "is cut short: ";

		assert_refused(folder, bytes, size, part);
	}
}

#define ADD(name, function)                                                                        \
	g_test_add("/recordings-edf/" name, Folder, NULL, folder_set_up, function, folder_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("several-signals", test_several_signals);
	ADD("bdf", test_bdf);
	ADD("rec", test_rec);
	ADD("units", test_units);
	g_test_add_func("/recordings-edf/labels", test_labels);
	ADD("choice", test_choice);
	ADD("choice-wfdb", test_choice_wfdb);
	ADD("damaged", test_damaged);
	ADD("no-signal", test_no_signal);
	ADD("cut-short", test_cut_short);
	return g_test_run();
}
