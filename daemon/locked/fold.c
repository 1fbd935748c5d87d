/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/locked/fold.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/answers/day-rollup.h"
#include "daemon/locked/folded-record.h"
#include "daemon/locked/folded-stream.h"
#include "daemon/answers/stored-beats.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/inbox/inbox-reader.h"
#include "programme/trust-words.h"

#define COLLECTION "inbox"
#define AFTER      "after"

struct _HtFold {
	char *state_dir;
	HtStore *store;
	HtSecret *box_secret;
	HtPeople *people;
	HtTwins *twins;
	gint64 now_utc_ns;
	guint32 after;       /* number of the last file */
	GHashTable *streams; /* id in the inbox -> HtFoldedStream */
	HtFoldCounts counts;
};

/* A file on its way into the store. */
typedef struct {
	HtFold *fold;
	const HtInboxContents *contents;
	gboolean out_of_order;
	GArray *records;   /* struct record, as they are stored */
	HtWriter *learned; /* holds what the twins have to keep */
} Batch;

guint32 ht_fold_after(HtStore *store)
{
	g_autoptr(GBytes) content = ht_store_get_document(store, COLLECTION, AFTER, NULL);
	guint64 number = 0;
	g_autofree char *text = NULL;
	gsize size;

	if (!content)
		return 0;
	text = g_strndup(g_bytes_get_data(content, &size), g_bytes_get_size(content));
	g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32 - 1, &number, NULL);
	return (guint32)number;
}

static gboolean keep_after(HtFold *fold, guint32 number, GError **error)
{
	g_autofree char *text = g_strdup_printf("%u", number);
	g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));

	if (number <= fold->after)
		return TRUE;
	if (!ht_store_put_document(fold->store, NULL, COLLECTION, AFTER, content, error))
		return FALSE;
	fold->after = number;
	return TRUE;
}

HtFold *ht_fold_new(const char *state_dir, HtStore *store, const HtKeyring *keyring,
		    HtPeople *people, HtTwins *twins, gint64 now_utc_ns)
{
	HtFold *fold = g_new0(HtFold, 1);

	fold->state_dir = g_strdup(state_dir);
	fold->store = store;
	fold->box_secret = ht_keyring_box_secret(keyring);
	fold->people = people;
	fold->twins = twins;
	fold->now_utc_ns = now_utc_ns;
	fold->after = ht_fold_after(store);
	fold->streams = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)ht_folded_stream_free);
	return fold;
}

void ht_fold_free(HtFold *fold)
{
	if (!fold)
		return;
	g_hash_table_unref(fold->streams);
	ht_secret_free(fold->box_secret);
	g_free(fold->state_dir);
	g_free(fold);
}

const HtFoldCounts *ht_fold_counts(const HtFold *fold)
{
	return &fold->counts;
}

static const char *owner(const HtFold *fold, const struct record *record)
{
	return ht_people_has(fold->people, record->person) ? record->person : "";
}

typedef struct {
	gboolean any, other; /* records of it; such as did not come out of the inbox */
} Known;

static gboolean see_trust(gpointer context, const struct record *record)
{
	Known *known = context;

	known->any = TRUE;
	known->other |= !((guint)record->number[1] & TRUST_REASON_SEALED_LOCKED);
	return !known->other;
}

static gboolean see_newest(gpointer context, const struct record *record)
{
	gint64 *newest_utc_ns = context;

	*newest_utc_ns = record->end_utc_ns;
	return FALSE;
}

/* Of the person's ECG: what comes out of the inbox is younger. Of nobody's nothing is known. */
static gint64 newest_stored_utc_ns(const HtFold *fold, const char *person)
{
	const HtStoreQuery query = {.person = person,
				    .kind = RECORD_ECG_WAVEFORM,
				    .end_utc_ns = G_MAXINT64,
				    .newest_first = TRUE,
				    .limit = 1};
	gint64 newest_utc_ns = 0;

	if (fold->now_utc_ns != G_MAXINT64 && *person)
		ht_store_query(fold->store, &query, see_newest, &newest_utc_ns, NULL);
	return newest_utc_ns;
}

/* A stream that the store has by another way is not the inbox's to go on with. */
static HtFoldedStream *new_stream(const HtFold *fold, const struct record *record,
				  const HtInboxContents *contents)
{
	const HtStoreQuery query = {
	    .stream = record->stream, .kind = RECORD_TRUST, .end_utc_ns = G_MAXINT64};
	g_autofree char *id = g_strdup(record->stream);
	HtFoldedStream *stream;
	Known known = {0};

	ht_store_query(fold->store, &query, see_trust, &known, NULL);
	if (known.other) {
		g_free(id);
		id = g_strdup_printf("x%02x%02x%02x-%.30s", contents->start.id[0],
				     contents->start.id[1], contents->start.id[2], record->stream);
	}
	stream = ht_folded_stream_new(id, newest_stored_utc_ns(fold, owner(fold, record)),
				      fold->now_utc_ns);
	stream->is_told = known.any && !known.other;
	stream->reasons = known.other ? TRUST_REASON_REPLAY : 0;
	return stream;
}

static HtFoldedStream *stream_of(const Batch *batch, const struct record *record)
{
	HtFold *fold = batch->fold;
	HtFoldedStream *stream = g_hash_table_lookup(fold->streams, record->stream);

	if (!stream) {
		stream = new_stream(fold, record, batch->contents);
		g_hash_table_insert(fold->streams, g_strdup(record->stream), stream);
	}
	return stream;
}

static gboolean is_doubted(const Batch *batch, const HtFoldedStream *stream)
{
	return batch->out_of_order || stream->reasons != 0;
}

static guint reasons_of(double number)
{
	return number >= 0 && number <= G_MAXUINT16 ? (guint)number : 0;
}

/* What the locked hub said of it, and what is found now. */
static void mark(const Batch *batch, const HtFoldedStream *stream, double *trust, double *reasons)
{
	enum sample_trust said = ht_trust_of_number(*trust);
	guint why = reasons_of(*reasons) | TRUST_REASON_SEALED_LOCKED | stream->reasons;

	if (batch->out_of_order)
		why |= TRUST_REASON_TIME;
	if (is_doubted(batch, stream))
		said = TRUST_SUSPECT;
	*trust = said == TRUST_SUSPECT ? TRUST_SUSPECT : TRUST_UNAUTHENTICATED;
	*reasons = why;
}

static void add_trust(Batch *batch, HtFoldedStream *stream, const struct record *trust)
{
	stream->is_told = TRUE;
	stream->trust = ht_trust_of_number(trust->number[0]);
	ht_trust_log_add(stream->log, trust->start_utc_ns, stream->trust, 0);
	g_array_append_vals(batch->records, trust, 1);
}

/* A stream says what it is before anything else of it, and when that changes. */
static void tell(Batch *batch, HtFoldedStream *stream, const struct record *first)
{
	struct record trust = *first;

	if (stream->is_told && (stream->trust == TRUST_SUSPECT || !is_doubted(batch, stream)))
		return;
	trust.kind = RECORD_TRUST;
	trust.version = 1;
	trust.end_utc_ns = trust.start_utc_ns;
	memset(trust.number, 0, sizeof trust.number);
	trust.number[2] = first->kind == RECORD_WAVE ? first->number[0] : 0;
	trust.blob = NULL;
	trust.blob_size = 0;
	mark(batch, stream, &trust.number[0], &trust.number[1]);
	add_trust(batch, stream, &trust);
}

typedef struct {
	Batch *batch;
	const HtFoldedStream *stream;
	const char *person;
} Learning;

static void learn_beat(gpointer context, const struct ecg_beat *beat, gint64 utc_ns)
{
	const Learning *learning = context;
	gint64 since_utc_ns = utc_ns - (gint64)((double)beat->rr_ms * NS_PER_MS);

	if (beat->label != BEAT_NONE &&
	    ht_trust_log_over(learning->stream->log, since_utc_ns, utc_ns, NULL) != TRUST_SUSPECT)
		ht_twins_beat(learning->batch->fold->twins, learning->batch->learned,
			      learning->person, beat, utc_ns);
}

static void learn(Batch *batch, const HtFoldedStream *stream, const struct record *record)
{
	Learning learning = {batch, stream, record->person};

	if (record->kind != RECORD_BEATS || !*record->person || is_doubted(batch, stream))
		return;
	if (ht_twins_feed(batch->fold->twins, record->person, stream->id))
		(void)ht_stored_beats_visit(record, learn_beat, &learning, NULL);
}

static void take(Batch *batch, const struct record *given)
{
	HtFoldedStream *stream = stream_of(batch, given);
	struct record record = *given;

	g_strlcpy(record.person, owner(batch->fold, given), sizeof record.person);
	g_strlcpy(record.stream, stream->id, sizeof record.stream);
	if (record.kind == RECORD_TRUST) {
		mark(batch, stream, &record.number[0], &record.number[1]);
		add_trust(batch, stream, &record);
		return;
	}
	tell(batch, stream, &record);
	if (record.kind == RECORD_READING)
		mark(batch, stream, &record.number[2], &record.number[3]);
	g_array_append_val(batch->records, record);
	learn(batch, stream, &record);
}

static const struct twin *twin_of(const HtFold *fold, const struct record *record)
{
	const char *person = owner(fold, record);

	return *person ? ht_twins_get(fold->twins, person) : NULL;
}

/* First everything is looked at: what speaks against a stream counts from its beginning in this
 * file. */
static void look(Batch *batch)
{
	GArray *given = batch->contents->records;
	GHashTableIter iter;
	gpointer stream;

	for (guint i = 0; i < given->len; i++) {
		struct record *record = &g_array_index(given, struct record, i);

		if (ht_folded_record_is_sound(record)) {
			ht_folded_stream_see(stream_of(batch, record), record,
					     twin_of(batch->fold, record));
		} else {
			batch->fold->counts.left_out++;
			record->kind = 0;
		}
	}
	g_hash_table_iter_init(&iter, batch->fold->streams);
	while (g_hash_table_iter_next(&iter, NULL, &stream))
		ht_folded_stream_pause(stream);
}

static void take_all(Batch *batch)
{
	GArray *given = batch->contents->records;

	for (guint i = 0; i < given->len; i++) {
		const struct record *record = &g_array_index(given, struct record, i);

		if (record->kind != 0)
			take(batch, record);
	}
	ht_twins_release_all(batch->fold->twins, batch->learned);
}

static gboolean add_learned(gpointer context, const struct record *record)
{
	g_array_append_vals(context, record, 1);
	return TRUE;
}

/* What was not taken in comes again: the twins become what the store has of them. */
static void unlearn(HtFold *fold)
{
	g_autoptr(GPtrArray) persons = ht_people_ids(fold->people);

	/* They know the twins. */
	g_hash_table_remove_all(fold->streams);
	for (guint i = 0; i < persons->len; i++) {
		g_autoptr(GError) error = NULL;

		ht_twins_forget(fold->twins, persons->pdata[i]);
		if (!ht_twins_load(fold->twins, fold->store, persons->pdata[i], &error))
			g_message("a twin begins anew until the next unlock: %s", error->message);
	}
}

static gboolean fold_contents(HtFold *fold, const HtInboxContents *contents, const char *source,
			      gboolean out_of_order, GError **error)
{
	Batch batch = {fold, contents, out_of_order,
		       g_array_new(FALSE, FALSE, sizeof(struct record)), ht_writer_new(NULL)};
	gboolean folded;

	look(&batch);
	take_all(&batch);
	ht_writer_visit_held(batch.learned, add_learned, batch.records);
	folded = ht_day_rollups_forget(fold->store, (const struct record *)batch.records->data,
				       batch.records->len, error) &&
		 ht_store_fold(fold->store, source, (const struct record *)batch.records->data,
			       batch.records->len, error);
	fold->counts.records += contents->records->len;
	g_array_unref(batch.records);
	ht_writer_free(batch.learned);
	if (!folded)
		unlearn(fold);
	return folded;
}

/* The name of a file's content, whatever it is called: put back under another number it is known.
 */
static char *source_of(const HtInboxContents *contents)
{
	GString *source = g_string_new("inbox-");

	for (gsize i = 0; i < INBOX_ID_SIZE; i++)
		g_string_append_printf(source, "%02x", contents->start.id[i]);
	return g_string_free(source, FALSE);
}

static gboolean put_away(HtFold *fold, guint32 number, gboolean damaged, GError **error)
{
	if (!damaged)
		return ht_inbox_remove(fold->state_dir, number, error);
	fold->counts.damaged++;
	return ht_inbox_set_aside(fold->state_dir, number, error);
}

static gboolean is_hopeless(const GError *error)
{
	return g_error_matches(error, HT_ERROR, HT_ERROR_DAMAGED) ||
	       g_error_matches(error, HT_ERROR, HT_ERROR_WRONG_KEY) ||
	       g_error_matches(error, HT_ERROR, HT_ERROR_INVALID);
}

/* From here on files up to this one are not waited for. */
static gboolean pass(HtFold *fold, guint32 number, GError **error)
{
	guint32 after = fold->after;

	if (!keep_after(fold, number, error))
		return FALSE;
	if (number > after)
		fold->counts.missing += number - after - 1;
	return TRUE;
}

static gboolean fold_file(HtFold *fold, guint32 number, GError **error)
{
	g_autoptr(HtInboxContents) contents = NULL;
	g_autoptr(GError) problem = NULL;
	g_autofree char *source = NULL;

	if (!ht_inbox_is_near(number, fold->after)) {
		g_message("%s/" HT_INBOX_FOLDER "/%06u: has a number that no hub gave it",
			  fold->state_dir, number);
		return put_away(fold, number, TRUE, error);
	}
	contents = ht_inbox_read(fold->state_dir, number, fold->box_secret, &problem);
	if (!contents && is_hopeless(problem)) {
		g_message("%s", problem->message);
		return pass(fold, number, error) && put_away(fold, number, TRUE, error);
	}
	if (!contents) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	source = source_of(contents);
	if (!ht_store_folded(fold->store, source) &&
	    !fold_contents(fold, contents, source,
			   number <= fold->after || contents->start.number != number, error))
		return FALSE;
	fold->counts.files++;
	return pass(fold, number, error) &&
	       put_away(fold, number, contents->end == HT_INBOX_DAMAGED, error);
}

static void count_suspect(HtFold *fold)
{
	GHashTableIter iter;
	gpointer value;

	fold->counts.suspect = 0;
	g_hash_table_iter_init(&iter, fold->streams);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const HtFoldedStream *stream = value;

		fold->counts.suspect += stream->trust == TRUST_SUSPECT;
	}
}

gboolean ht_fold_files(HtFold *fold, guint32 below, GError **error)
{
	g_autoptr(GArray) numbers = ht_inbox_list(fold->state_dir, NULL, error);

	for (guint i = 0; numbers && i < numbers->len; i++) {
		guint32 number = g_array_index(numbers, guint32, i);

		if (number < below && !fold_file(fold, number, error))
			return FALSE;
	}
	count_suspect(fold);
	return numbers != NULL;
}
