/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-writer DIR STREAM: appends records as fast as the store takes them, prints a line with the
 * sample count of each acknowledgement, and never ends by itself. */
#include "tests/integration/store-kill.h"

#include "common/glib/ht-error.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct writer {
	HtStore *store;
	const char *stream;
	gboolean waits;
	GError *error;
};

static void print_line(const char *what, guint64 count)
{
	g_autofree char *line = g_strdup_printf("%s %" G_GUINT64_FORMAT "\n", what, count);

	/* One write: the judge never sees half a line of a killed writer. */
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		_exit(3);
}

/* Each acknowledgement is also kept as a document, which is acknowledged in its turn. */
static void on_committed(gpointer context, const char *stream, gint64 stored_until_utc_ns,
			 guint64 sample_count)
{
	struct writer *writer = context;
	g_autoptr(GBytes) content = g_bytes_new(&sample_count, sizeof(sample_count));

	(void)stored_until_utc_ns;
	print_line("samples", sample_count);
	if (ht_store_put_document(writer->store, NULL, "acknowledged", stream, content,
				  &writer->error))
		print_line("document", sample_count);
}

static void on_room(gpointer context)
{
	((struct writer *)context)->waits = FALSE;
}

static void on_failed(gpointer context, const GError *error)
{
	struct writer *writer = context;

	if (!writer->error)
		writer->error = g_error_copy(error);
}

/* Returns when something failed. */
static void append_for_ever(struct writer *writer)
{
	uint8_t blob[KILL_BLOB_MAX];
	struct record record;

	for (guint64 index = 0; !writer->error; index++) {
		kill_record_make(&record, blob, writer->stream, index);
		while (!writer->error && !ht_store_append(writer->store, &record, &writer->error)) {
			if (!g_error_matches(writer->error, HT_ERROR, HT_ERROR_BUSY))
				return;
			g_clear_error(&writer->error);
			writer->waits = TRUE;
			while (writer->waits && !writer->error)
				g_main_context_iteration(NULL, TRUE);
		}
		while (g_main_context_iteration(NULL, FALSE))
			;
	}
}

static gboolean write_stream(const char *dir, const char *stream, GError **error)
{
	const HtStoreSettings settings = {.queue_bytes_max = 128 << 10, .commit_interval_ms = 1};
	struct writer writer = {.stream = stream};
	const HtStoreEvents events = {&writer, on_committed, on_room, on_failed};
	g_autoptr(HtKeyring) keyring = NULL;

	if (!ht_secret_startup(error))
		return FALSE;
	keyring = kill_keyring(dir, error);
	if (!keyring)
		return FALSE;
	writer.store = ht_store_open(dir, keyring, &settings, &events, NULL, error);
	if (!writer.store)
		return FALSE;
	append_for_ever(&writer);
	ht_store_close(writer.store, NULL);
	g_propagate_error(error, writer.error);
	return FALSE;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (argc != 3) {
		fprintf(stderr, "usage: %s DIR STREAM\n", argv[0]);
		return 2;
	}
	write_stream(argv[1], argv[2], &error);
	fprintf(stderr, "store-writer: %s\n", error->message);
	return 1;
}
