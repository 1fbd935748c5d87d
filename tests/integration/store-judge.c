/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store-judge WRITER KILLS SEED: kill -9 at pseudo-random moments, judged from outside.
 *
 * Each round starts WRITER on a stream of its own, in a folder that earlier rounds wrote too, reads
 * its acknowledgements and kills it after a number of them. Then nothing acknowledged may be
 * missing, and every record must be one that was written: none twice, none out of order, none
 * changed.
 */
#include "tests/integration/store-kill.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum {
	ROUNDS_PER_FOLDER = 25,
	ACKNOWLEDGEMENTS_MAX = 40,
	/* About a millisecond: a few transactions. */
	SPIN_MAX = 1000000,
};

struct acknowledged {
	guint64 samples;
	guint64 document;
	int lines;
};

struct judge {
	const char *writer;
	GRand *rand;
	char *dir;
	guint64 records[ROUNDS_PER_FOLDER]; /* found of each round in this folder */
	guint64 total;
};

static void give_up(const char *what, const char *dir)
{
	fprintf(stderr, "store-judge: %s (the files are in %s)\n", what, dir);
	exit(1);
}

static void read_line(struct acknowledged *acknowledged, const char *line)
{
	unsigned long long count;

	if (sscanf(line, "samples %llu", &count) == 1)
		acknowledged->samples = count;
	else if (sscanf(line, "document %llu", &count) == 1)
		acknowledged->document = count;
	acknowledged->lines++;
}

/* Kills land close behind an acknowledgement otherwise, always early in a transaction. */
static void spin(struct judge *judge)
{
	gint32 rounds = g_rand_int_range(judge->rand, 0, SPIN_MAX);

	for (volatile gint32 i = 0; i < rounds; i++)
		;
}

static GPid start_writer(struct judge *judge, const char *stream, int *output)
{
	const char *argv[] = {judge->writer, judge->dir, stream, NULL};
	g_autoptr(GError) error = NULL;
	GPid pid;

	if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
				      NULL, &pid, NULL, output, NULL, &error))
		give_up(error->message, judge->dir);
	return pid;
}

static struct acknowledged run_and_kill(struct judge *judge, const char *stream)
{
	int kill_after = g_rand_int_range(judge->rand, 0, ACKNOWLEDGEMENTS_MAX + 1);
	struct acknowledged acknowledged = {0};
	int output;
	int status;
	char line[64];
	GPid pid = start_writer(judge, stream, &output);
	FILE *lines = fdopen(output, "r");

	while (acknowledged.lines < kill_after && fgets(line, sizeof(line), lines))
		read_line(&acknowledged, line);
	spin(judge);
	kill(pid, SIGKILL);
	/* What it had said before it died counts. */
	while (fgets(line, sizeof(line), lines))
		read_line(&acknowledged, line);
	fclose(lines);
	if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		give_up("the writer ended by itself", judge->dir);
	return acknowledged;
}

struct count {
	const char *stream;
	guint64 records;
	gboolean wrong;
};

static gboolean compare(gpointer context, const struct record *record)
{
	struct count *count = context;
	struct record expected;
	uint8_t blob[KILL_BLOB_MAX];

	kill_record_make(&expected, blob, count->stream, count->records++);
	count->wrong |=
	    record->start_utc_ns != expected.start_utc_ns ||
	    record->end_utc_ns != expected.end_utc_ns || record->kind != expected.kind ||
	    record->version != expected.version ||
	    memcmp(record->number, expected.number, sizeof(expected.number)) != 0 ||
	    strcmp(record->person, expected.person) != 0 ||
	    strcmp(record->stream, expected.stream) != 0 ||
	    record->blob_size != expected.blob_size ||
	    (expected.blob_size > 0 && memcmp(record->blob, blob, expected.blob_size) != 0);
	return TRUE;
}

static gboolean count_any(gpointer context, const struct record *record)
{
	(void)record;
	(*(guint64 *)context)++;
	return TRUE;
}

static guint64 check_stream(struct judge *judge, HtStore *store, const char *stream)
{
	const HtStoreQuery query = {.stream = stream, .end_utc_ns = G_MAXINT64};
	struct count count = {.stream = stream};
	g_autoptr(GError) error = NULL;

	if (!ht_store_query(store, &query, compare, &count, &error))
		give_up(error->message, judge->dir);
	if (count.wrong)
		give_up("a record is missing, doubled, invented or changed", judge->dir);
	return count.records;
}

static guint64 read_document(struct judge *judge, HtStore *store, const char *stream)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) content = ht_store_get_document(store, "acknowledged", stream, &error);
	guint64 count = 0;

	if (error)
		give_up(error->message, judge->dir);
	if (content && g_bytes_get_size(content) != sizeof(count))
		give_up("a document is changed", judge->dir);
	if (content)
		memcpy(&count, g_bytes_get_data(content, NULL), sizeof(count));
	return count;
}

static HtStore *open_store(struct judge *judge)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring = kill_keyring(judge->dir, &error);
	HtStore *store = NULL;

	if (keyring)
		store = ht_store_open(judge->dir, keyring, &ht_store_settings_default, NULL, NULL,
				      &error);
	/* Between the head and the commit, or anywhere: no kill is an alarm. */
	if (!store || !ht_store_is_fresh(store, &error))
		give_up(error->message, judge->dir);
	return store;
}

static void judge_round(struct judge *judge, int round)
{
	g_autofree char *stream = g_strdup_printf("round-%d", round);
	struct acknowledged acknowledged = run_and_kill(judge, stream);
	HtStore *store = open_store(judge);
	guint64 records = check_stream(judge, store, stream);

	/* 130 samples each; a document is acknowledged after the samples that it counts. */
	if (records * 130 < acknowledged.samples)
		give_up("acknowledged samples are missing", judge->dir);
	if (read_document(judge, store, stream) < acknowledged.document)
		give_up("an acknowledged document is missing", judge->dir);
	ht_store_close(store, NULL);
	judge->records[round] = records;
	judge->total += records;
}

/* What earlier rounds left is still there after the later kills, and nothing else is. */
static void check_folder(struct judge *judge, int rounds)
{
	const HtStoreQuery everything = {.start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	HtStore *store = open_store(judge);
	guint64 expected = 0;
	guint64 found = 0;

	for (int round = 0; round < rounds; round++) {
		g_autofree char *stream = g_strdup_printf("round-%d", round);

		if (check_stream(judge, store, stream) != judge->records[round])
			give_up("a later kill changed an earlier stream", judge->dir);
		expected += judge->records[round];
	}
	if (!ht_store_query(store, &everything, count_any, &found, NULL) || found != expected)
		give_up("there are records of no stream", judge->dir);
	ht_store_close(store, NULL);
}

static void remove_folder(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		g_unlink(file);
	}
	g_dir_close(dir);
	g_rmdir(path);
}

static void judge_folder(struct judge *judge, int rounds)
{
	g_autoptr(GError) error = NULL;

	judge->dir = g_dir_make_tmp("health-twin-kill-XXXXXX", &error);
	if (!judge->dir)
		give_up(error->message, "no folder");
	for (int round = 0; round < rounds; round++)
		judge_round(judge, round);
	check_folder(judge, rounds);
	remove_folder(judge->dir);
	g_free(judge->dir);
}

int main(int argc, char **argv)
{
	struct judge judge = {0};
	g_autoptr(GError) error = NULL;
	int kills;

	if (argc != 4 || (kills = atoi(argv[2])) <= 0) {
		fprintf(stderr, "usage: %s WRITER KILLS SEED\n", argv[0]);
		return 2;
	}
	if (!ht_secret_startup(&error))
		give_up(error->message, "no folder");
	judge.writer = argv[1];
	judge.rand = g_rand_new_with_seed((guint32)strtoul(argv[3], NULL, 10));
	for (int left = kills; left > 0; left -= ROUNDS_PER_FOLDER)
		judge_folder(&judge, MIN(left, ROUNDS_PER_FOLDER));
	g_rand_free(judge.rand);
	printf("%d kills, seed %s: %" G_GUINT64_FORMAT " records, 0 lost, 0 invented\n", kills,
	       argv[3], judge.total);
	return 0;
}
