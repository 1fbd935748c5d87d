/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: store-dump STATE_DIR PASSPHRASE_FD [PERSON... | --rows]
 * Prints everything in a store as JSON Lines, kind by kind in the order of time and stream.
 * Persons, whose ids are random, are numbered in the order given, others as they appear (0 =
 * nobody), so that equal stores print equal bytes. Packed records are printed as what was packed
 * into them: that a store was compacted does not show.
 * --rows: instead, how many records of each kind and version there are, packed ones as one.
 */
#include "common/glib/ht-error.h"
#include "common/intervals_record.h"
#include "common/reading_record.h"
#include "common/wave_record.h"
#include "common/waveform.h"
#include "daemon/answers/stored-records.h"
#include "health-models/ecg/beat_record.h"
#include "health-models/ecg/finding_record.h"
#include "health-models/twin/twin.h"
#include "privacy/store/store.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	GPtrArray *persons;
	JsonBuilder *line;
	GArray *lines; /* Line, of one kind */
	gboolean damaged;
} Dump;

typedef struct {
	gint64 start_utc_ns;
	char stream[RECORD_ID_MAX];
	guint order;
	char *text;
} Line;

static void add_int(Dump *dump, const char *name, gint64 value)
{
	json_builder_set_member_name(dump->line, name);
	json_builder_add_int_value(dump->line, value);
}

static void add_number(Dump *dump, const char *name, double value)
{
	json_builder_set_member_name(dump->line, name);
	json_builder_add_double_value(dump->line, value);
}

static void add_text(Dump *dump, const char *name, const char *value)
{
	json_builder_set_member_name(dump->line, name);
	json_builder_add_string_value(dump->line, value);
}

static guint number_of_person(Dump *dump, const char *person)
{
	guint index;

	if (!*person)
		return 0;
	if (!g_ptr_array_find_with_equal_func(dump->persons, person, g_str_equal, &index)) {
		index = dump->persons->len;
		g_ptr_array_add(dump->persons, g_strdup(person));
	}
	return index + 1;
}

static void add_ecg(Dump *dump, const struct record *record)
{
	g_autofree gint32 *uv = g_new(gint32, record->blob_size + 1);
	struct waveform waveform;
	long n = waveform_decode(record->version, record->blob, record->blob_size, &waveform, uv,
				 record->blob_size);

	dump->damaged |= n < 0 || n != (long)record->number[1];
	add_int(dump, "index", (gint64)record->number[0]);
	add_int(dump, "rate_mhz", waveform.rate_mhz);
	json_builder_set_member_name(dump->line, "uv");
	json_builder_begin_array(dump->line);
	for (long i = 0; i < n; i++)
		json_builder_add_int_value(dump->line, uv[i]);
	json_builder_end_array(dump->line);
}

static void add_beat(Dump *dump, const struct ecg_beat *beat)
{
	char label[2] = {(char)beat->label, '\0'};

	json_builder_begin_array(dump->line);
	json_builder_add_int_value(dump->line, beat->sample_index);
	json_builder_add_string_value(dump->line, label);
	json_builder_add_double_value(dump->line, (double)beat->rr_ms);
	json_builder_add_double_value(dump->line, (double)beat->qrs_ms);
	json_builder_add_double_value(dump->line, (double)beat->confidence);
	json_builder_end_array(dump->line);
}

static void add_beats(Dump *dump, const struct record *record)
{
	g_autofree struct ecg_beat *beats = g_new(struct ecg_beat, record->blob_size + 1);
	long n = beat_record_decode(record->version, record->blob, record->blob_size, beats,
				    record->blob_size);

	dump->damaged |= n < 0;
	json_builder_set_member_name(dump->line, "beats");
	json_builder_begin_array(dump->line);
	for (long i = 0; i < n; i++)
		add_beat(dump, &beats[i]);
	json_builder_end_array(dump->line);
}

static void add_finding(Dump *dump, const struct record *record)
{
	struct ecg_finding finding = {0};

	dump->damaged |=
	    finding_record_decode(record->version, record->blob, record->blob_size, &finding) != 0;
	add_int(dump, "finding", finding.kind);
	add_int(dump, "start_index", finding.start_index);
	add_int(dump, "end_index", finding.end_index);
	add_number(dump, "confidence", (double)finding.confidence);
	add_int(dump, "quality", finding.quality);
	add_int(dump, "reason", finding.reason);
	add_number(dump, "number_0", (double)finding.number[0]);
	add_number(dump, "number_1", (double)finding.number[1]);
	add_number(dump, "number_2", (double)finding.number[2]);
	add_number(dump, "number_3", (double)finding.number[3]);
}

static void add_twin(Dump *dump, const struct record *record)
{
	struct twin twin;

	twin_init(&twin);
	dump->damaged |= twin_decode(&twin, record->version, record->blob, record->blob_size) != 0;
	add_int(dump, "beats", (gint64)twin_beats(&twin));
	add_int(dump, "ventricular", (gint64)twin_ventricular(&twin));
	add_number(dump, "hr_rest_bpm", (double)twin_hr_rest_bpm(&twin));
}

static void add_numbers(Dump *dump, const struct record *record)
{
	json_builder_set_member_name(dump->line, "numbers");
	json_builder_begin_array(dump->line);
	for (gsize i = 0; i < RECORD_NUMBERS; i++)
		json_builder_add_double_value(dump->line, record->number[i]);
	json_builder_end_array(dump->line);
}

static void add_wave(Dump *dump, const struct record *record)
{
	g_autofree gint32 *raw = g_new(gint32, WAVE_RECORD_VALUES_MAX);
	struct wave_record wave = {0};
	long n = wave_record_decode(record->version, record->blob, record->blob_size, &wave, raw,
				    WAVE_RECORD_VALUES_MAX);

	dump->damaged |= n < 0 || wave.samples != (guint)record->number[1];
	add_int(dump, "channels", wave.channels);
	add_number(dump, "scale", wave.scale);
	json_builder_set_member_name(dump->line, "raw");
	json_builder_begin_array(dump->line);
	for (long i = 0; i < n; i++)
		json_builder_add_int_value(dump->line, raw[i]);
	json_builder_end_array(dump->line);
}

static void add_reading(Dump *dump, const struct record *record)
{
	struct reading_block reading = {0};

	dump->damaged |=
	    reading_record_decode(record->version, record->blob, record->blob_size, &reading) != 0;
	json_builder_set_member_name(dump->line, "values");
	json_builder_begin_array(dump->line);
	for (guint i = 0; i < reading.count; i++) {
		json_builder_add_int_value(dump->line, reading.value[i].quantity);
		json_builder_add_double_value(dump->line, reading.value[i].value);
	}
	json_builder_end_array(dump->line);
}

static void add_intervals(Dump *dump, const struct record *record)
{
	struct intervals_block intervals = {0};

	dump->damaged |= intervals_record_decode(record->version, record->blob, record->blob_size,
						 &intervals) != 0;
	json_builder_set_member_name(dump->line, "intervals_ms");
	json_builder_begin_array(dump->line);
	for (guint i = 0; i < intervals.count; i++)
		json_builder_add_int_value(dump->line, intervals.interval[i].interval_ms);
	json_builder_end_array(dump->line);
}

static void add_content(Dump *dump, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_ECG_WAVEFORM:
		add_ecg(dump, record);
		break;
	case RECORD_BEATS:
		add_beats(dump, record);
		break;
	case RECORD_FINDING:
		add_finding(dump, record);
		break;
	case RECORD_TWIN_STATE:
		add_twin(dump, record);
		break;
	case RECORD_WAVE:
		add_wave(dump, record);
		add_numbers(dump, record);
		break;
	case RECORD_READING:
		add_reading(dump, record);
		add_numbers(dump, record);
		break;
	case RECORD_INTERVALS:
		add_intervals(dump, record);
		add_numbers(dump, record);
		break;
	case RECORD_HEART_RATE:
	case RECORD_BATTERY:
	case RECORD_GAP:
	case RECORD_TWIN_MINUTE:
	case RECORD_TRUST:
	case RECORD_SIGNAL:
	case RECORD_BREATHS:
	case RECORD_DAY:
	case RECORD_CLOCK:
	case RECORD_REPETITION:
	case RECORD_REHAB_SESSION:
	case RECORD_ACTIVITY:
	case RECORD_FALL:
		add_numbers(dump, record);
		break;
	}
}

static gboolean print_record(gpointer context, const struct record *record)
{
	static const char *const names[] = {
	    "",        "ecg",    "beats", "finding",    "heart_rate", "battery",  "gap",
	    "twin",    "minute", "wave",  "reading",    "intervals",  "trust",    "signal",
	    "breaths", "day",    "clock", "repetition", "session",    "activity", "fall"};
	Dump *dump = context;
	g_autoptr(JsonNode) root = NULL;
	Line line = {.start_utc_ns = record->start_utc_ns, .order = dump->lines->len};

	g_strlcpy(line.stream, record->stream, sizeof line.stream);
	dump->line = json_builder_new();
	json_builder_begin_object(dump->line);
	add_text(dump, "kind", names[record->kind]);
	add_text(dump, "stream", record->stream);
	add_int(dump, "person", number_of_person(dump, record->person));
	add_int(dump, "start_utc_ns", record->start_utc_ns);
	add_int(dump, "end_utc_ns", record->end_utc_ns);
	add_content(dump, record);
	json_builder_end_object(dump->line);
	root = json_builder_get_root(dump->line);
	line.text = json_to_string(root, FALSE);
	g_array_append_val(dump->lines, line);
	g_clear_object(&dump->line);
	return TRUE;
}

static int by_time_and_stream(gconstpointer a, gconstpointer b)
{
	const Line *left = a, *right = b;
	int order = strcmp(left->stream, right->stream);

	if (left->start_utc_ns != right->start_utc_ns)
		return left->start_utc_ns < right->start_utc_ns ? -1 : 1;
	return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

static void print_lines(Dump *dump)
{
	g_array_sort(dump->lines, by_time_and_stream);
	for (guint i = 0; i < dump->lines->len; i++) {
		char *text = g_array_index(dump->lines, Line, i).text;

		puts(text);
		g_free(text);
	}
	g_array_set_size(dump->lines, 0);
}

static HtStore *open_store(const char *dir, int fd, GError **error)
{
	g_autoptr(HtSecret) passphrase = NULL;
	g_autoptr(HtKeyring) keyring = NULL;

	if (!ht_secret_startup(error))
		return NULL;
	passphrase = ht_secret_read_fd(fd, -1, NULL, error);
	keyring = passphrase ? ht_keyring_open(dir, passphrase, error) : NULL;
	return keyring ? ht_store_open(dir, keyring, &ht_store_settings_default, NULL, NULL, error)
		       : NULL;
}

static gboolean count_row(gpointer context, const struct record *record)
{
	guint *rows = context;

	rows[MIN(record->version, 2)]++;
	return TRUE;
}

static gboolean print_rows(HtStore *store, GError **error)
{
	for (guint16 kind = RECORD_ECG_WAVEFORM; kind <= RECORD_BREATHS; kind++) {
		const HtStoreQuery query = {.kind = kind, .end_utc_ns = G_MAXINT64};
		guint rows[3] = {0};

		if (!ht_store_query(store, &query, count_row, rows, error))
			return FALSE;
		printf("{\"kind\": %u, \"v1\": %u, \"v2\": %u}\n", kind, rows[1], rows[2]);
	}
	return TRUE;
}

static gboolean print_all(HtStore *store, Dump *dump, GError **error)
{
	for (guint16 kind = RECORD_ECG_WAVEFORM; kind <= RECORD_FALL; kind++) {
		const HtStoreQuery query = {.kind = kind, .end_utc_ns = G_MAXINT64};

		/* Days are summed up out of the others, whenever there is time for it. */
		if (kind == RECORD_DAY)
			continue;
		if (!ht_stored_query(store, &query, print_record, dump, error))
			return FALSE;
		print_lines(dump);
	}
	if (!dump->damaged)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED, "a record cannot be decoded");
	return FALSE;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	Dump dump = {.persons = g_ptr_array_new_with_free_func(g_free),
		     .lines = g_array_new(FALSE, FALSE, sizeof(Line))};
	HtStore *store;
	gboolean ok, rows;

	if (argc < 3) {
		fprintf(stderr, "usage: store-dump STATE_DIR PASSPHRASE_FD [PERSON...]\n");
		return 2;
	}
	for (int i = 3; i < argc; i++)
		g_ptr_array_add(dump.persons, g_strdup(argv[i]));
	store = open_store(argv[1], atoi(argv[2]), &error);
	rows = argc > 3 && g_str_equal(argv[3], "--rows");
	ok = store && (rows ? print_rows(store, &error) : print_all(store, &dump, &error));
	if (store)
		ok &= ht_store_close(store, ok ? &error : NULL);
	g_ptr_array_unref(dump.persons);
	g_array_unref(dump.lines);
	if (!ok)
		fprintf(stderr, "store-dump: %s\n", error ? error->message : "failed");
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
