/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/record-pack.h"

#include "privacy/pack/row-pack.h"
#include "privacy/pack/signal-pack.h"
#include "privacy/pack/varint.h"
#include "privacy/pack/zstd-part.h"

#include <string.h>

/* Times, numbers and sizes of as many records as there may be. */
enum { TABLE_MAX = 64 * HT_PACKED_RECORDS_MAX };

typedef struct {
	GByteArray *table, *content;
} Parts;

static gboolean is_signal(guint16 kind)
{
	return kind == RECORD_ECG_WAVEFORM || kind == RECORD_WAVE;
}

gboolean ht_record_is_packable(guint16 kind)
{
	return is_signal(kind) || kind == RECORD_BEATS || kind == RECORD_HEART_RATE;
}

gboolean ht_record_is_packed(const struct record *record)
{
	return record->version == HT_PACKED_VERSION && ht_record_is_packable(record->kind);
}

static gboolean are_one_stream(const struct record *a, const struct record *b)
{
	return a->kind == b->kind && a->version == b->version &&
	       strcmp(a->person, b->person) == 0 && strcmp(a->stream, b->stream) == 0;
}

/* A record has a time, and in a packed one they are in its order. */
static guint count_candidates(const struct record *records, guint count)
{
	guint n = 0;

	while (n < MIN(count, (guint)HT_PACKED_RECORDS_MAX) && records[n].version == 1 &&
	       records[n].start_utc_ns >= 0 && records[n].end_utc_ns >= records[n].start_utc_ns &&
	       (n == 0 || (are_one_stream(&records[0], &records[n]) &&
			   records[n].start_utc_ns >= records[n - 1].start_utc_ns)))
		n++;
	return n;
}

static void put_times(const struct record *records, guint count, GByteArray *table)
{
	gint64 end = records[0].start_utc_ns, length = 0;

	ht_put_varint(table, count);
	for (guint i = 0; i < count; i++) {
		const struct record *r = &records[i];

		ht_put_signed(table, r->start_utc_ns - end);
		ht_put_signed(table, r->end_utc_ns - r->start_utc_ns - length);
		end = r->end_utc_ns;
		length = r->end_utc_ns - r->start_utc_ns;
	}
}

/* A time outside of what an int64 holds is a lie. */
static gboolean get_times(struct byte_reader *table, struct record *records, guint count,
			  gint64 start_utc_ns)
{
	gint64 end = start_utc_ns, length = 0;

	for (guint i = 0; i < count && !table->failed; i++) {
		struct record *r = &records[i];

		if (__builtin_add_overflow(end, ht_get_signed(table), &r->start_utc_ns) ||
		    __builtin_add_overflow(length, ht_get_signed(table), &length) || length < 0 ||
		    __builtin_add_overflow(r->start_utc_ns, length, &r->end_utc_ns))
			return FALSE;
		end = r->end_utc_ns;
	}
	return !table->failed;
}

static gint64 latest_end(const struct record *records, guint count)
{
	gint64 end = records[0].end_utc_ns;

	for (guint i = 1; i < count; i++)
		end = MAX(end, records[i].end_utc_ns);
	return end;
}

static gboolean write_blob(const Parts *parts, GByteArray *blob)
{
	g_autoptr(GByteArray) frame = g_byte_array_new();

	if (!ht_zstd_part_encode(parts->table->data, parts->table->len, frame))
		return FALSE;
	g_byte_array_set_size(blob, 0);
	ht_put_varint(blob, parts->table->len);
	ht_put_varint(blob, frame->len);
	g_byte_array_append(blob, frame->data, frame->len);
	g_byte_array_append(blob, parts->content->data, parts->content->len);
	return TRUE;
}

static guint pack(const struct record *records, guint count, struct record *packed,
		  const Parts *parts, GByteArray *blob)
{
	g_autoptr(GByteArray) own = g_byte_array_new();
	guint n = is_signal(records[0].kind)
		      ? ht_signal_pack(records, count, packed, own, parts->content)
		      : ht_row_pack(records, count, packed, own, parts->content);

	if (n == 0)
		return 0;
	put_times(records, n, parts->table);
	g_byte_array_append(parts->table, own->data, own->len);
	packed->end_utc_ns = latest_end(records, n);
	return parts->table->len <= TABLE_MAX && write_blob(parts, blob) ? n : 0;
}

typedef struct {
	const struct record *expected;
	guint at;
	gboolean differs;
} Comparison;

static gboolean compare(gpointer context, const struct record *record)
{
	Comparison *c = context;
	const struct record *e = &c->expected[c->at++];

	c->differs |= e->start_utc_ns != record->start_utc_ns ||
		      e->end_utc_ns != record->end_utc_ns || !are_one_stream(e, record) ||
		      memcmp(e->number, record->number, sizeof e->number) != 0 ||
		      e->blob_size != record->blob_size ||
		      (e->blob_size > 0 && memcmp(e->blob, record->blob, e->blob_size) != 0);
	return !c->differs;
}

static gboolean comes_back(const struct record *packed, const struct record *records, guint count)
{
	Comparison c = {.expected = records};

	return ht_record_unpack(packed, compare, &c) && !c.differs && c.at == count;
}

guint ht_record_pack(const struct record *records, guint count, struct record *packed,
		     GByteArray *blob)
{
	g_autoptr(GByteArray) table = g_byte_array_new();
	g_autoptr(GByteArray) content = g_byte_array_new();
	const Parts parts = {table, content};
	guint n = count > 0 && ht_record_is_packable(records[0].kind)
		      ? count_candidates(records, count)
		      : 0;

	if (n == 0)
		return 0;
	*packed = records[0];
	packed->version = HT_PACKED_VERSION;
	n = pack(records, n, packed, &parts, blob);
	packed->blob = blob->data;
	packed->blob_size = blob->len;
	return n > 0 && comes_back(packed, records, n) ? n : 0;
}

/* (transfer full) NULL for a lie. */
static guint8 *read_table(const struct record *packed, gsize *size, gsize *content_at)
{
	g_autofree guint8 *table = NULL;
	struct byte_reader in;
	const guint8 *frame;
	guint64 frame_size;

	byte_reader_init(&in, packed->blob, packed->blob_size);
	*size = ht_get_varint(&in);
	frame_size = ht_get_varint(&in);
	if (in.failed || *size > TABLE_MAX || frame_size > byte_reader_left(&in))
		return NULL;
	frame = byte_reader_skip(&in, frame_size);
	table = g_malloc(MAX(*size, 1));
	if (!ht_zstd_part_decode(frame, frame_size, table, *size))
		return NULL;
	*content_at = in.at;
	return g_steal_pointer(&table);
}

static void begin_records(const struct record *packed, struct record *records, guint count)
{
	for (guint i = 0; i < count; i++) {
		records[i] = *packed;
		records[i].version = 1;
	}
}

static gboolean unpack(const struct record *packed, struct byte_reader *table, gsize content_at,
		       struct record *records, guint count, GByteArray *blobs)
{
	const guint8 *content = packed->blob + content_at;
	gsize size = packed->blob_size - content_at, at = 0;

	begin_records(packed, records, count);
	if (!get_times(table, records, count, packed->start_utc_ns) ||
	    !(is_signal(packed->kind)
		  ? ht_signal_unpack(packed, table, content, size, records, count, blobs)
		  : ht_row_unpack(packed, table, content, size, records, count, blobs)) ||
	    byte_reader_left(table) != 0)
		return FALSE;
	for (guint i = 0; i < count; i++) {
		records[i].blob = records[i].blob_size > 0 ? blobs->data + at : NULL;
		at += records[i].blob_size;
	}
	return at == blobs->len;
}

gboolean ht_record_unpack(const struct record *packed, HtRecordVisitor visitor, gpointer context)
{
	g_autoptr(GByteArray) blobs = g_byte_array_new();
	g_autofree struct record *records = NULL;
	g_autofree guint8 *bytes = NULL;
	gsize size, content_at = 0;
	struct byte_reader table;
	guint64 count;

	if (!ht_record_is_packed(packed))
		return FALSE;
	bytes = read_table(packed, &size, &content_at);
	if (!bytes)
		return FALSE;
	byte_reader_init(&table, bytes, size);
	count = ht_get_varint(&table);
	if (table.failed || count < 1 || count > HT_PACKED_RECORDS_MAX)
		return FALSE;
	records = g_new0(struct record, count);
	if (!unpack(packed, &table, content_at, records, (guint)count, blobs))
		return FALSE;
	for (guint i = 0; i < count && visitor(context, &records[i]); i++)
		;
	return TRUE;
}
