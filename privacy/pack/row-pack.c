/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/row-pack.h"

#include "privacy/pack/varint.h"
#include "privacy/pack/zstd-part.h"

#include <math.h>
#include <string.h>

enum { FORM_DOUBLE = 0, FORM_WHOLE = 1 };
enum { BLOBS_MAX = 1 << 20 };

/* The head that each blob begins with, and the size of its rows. */
static void layout_of(guint16 kind, gsize *head, gsize *row)
{
	*head = kind == RECORD_BEATS ? 4 : 0;
	*row = kind == RECORD_BEATS ? 21 : 1;
}

static gboolean is_whole(double number)
{
	/* -0 would come back as 0. */
	return fabs(number) <= 9007199254740992.0 && trunc(number) == number &&
	       !(number == 0.0 && signbit(number));
}

static void put_numbers(const struct record *records, guint count, guint n, GByteArray *table)
{
	guint8 form = FORM_WHOLE;
	gint64 before = 0;

	for (guint i = 0; i < count; i++)
		if (!is_whole(records[i].number[n]))
			form = FORM_DOUBLE;
	g_byte_array_append(table, &form, 1);
	for (guint i = 0; i < count; i++) {
		if (form == FORM_DOUBLE) {
			ht_put_double(table, records[i].number[n]);
			continue;
		}
		ht_put_signed(table, (gint64)records[i].number[n] - before);
		before = (gint64)records[i].number[n];
	}
}

static gboolean get_numbers(struct byte_reader *table, struct record *records, guint count, guint n)
{
	guint8 form = get_u8(table);
	gint64 now = 0;

	for (guint i = 0; i < count && !table->failed; i++) {
		if (form == FORM_DOUBLE) {
			records[i].number[n] = get_f64(table);
			continue;
		}
		if (__builtin_add_overflow(now, ht_get_signed(table), &now))
			return FALSE;
		records[i].number[n] = (double)now;
	}
	return form <= FORM_WHOLE && !table->failed;
}

/* Moves bytes between blobs as they are and columns: heads first, then the rows' first bytes ... */
static void transpose(guint8 *columns, guint8 *blobs, const struct record *records, guint count,
		      gboolean back)
{
	gsize head, row, at = 0;

	layout_of(records[0].kind, &head, &row);
	for (gsize column = 0; column < head + row; column++) {
		guint8 *blob = blobs;

		for (guint i = 0; i < count; i++) {
			gsize size = records[i].blob_size;
			gsize step = column < head ? size : row;

			for (gsize from = column; from < size; from += MAX(step, 1)) {
				if (back)
					blob[from] = columns[at++];
				else
					columns[at++] = blob[from];
			}
			blob += size;
		}
	}
}

static guint joinable(const struct record *records, guint count, gsize *size)
{
	guint n;

	*size = 0;
	for (n = 0; n < count && records[n].blob_size <= BLOBS_MAX - *size; n++)
		*size += records[n].blob_size;
	return n;
}

static gboolean put_blobs(const struct record *records, guint count, gsize size,
			  GByteArray *content)
{
	g_autofree guint8 *blobs = g_malloc(size);
	g_autofree guint8 *columns = g_malloc(size);
	gsize at = 0;

	if (size == 0)
		return TRUE;
	for (guint i = 0; i < count; i++) {
		if (records[i].blob_size > 0)
			memcpy(blobs + at, records[i].blob, records[i].blob_size);
		at += records[i].blob_size;
	}
	transpose(columns, blobs, records, count, FALSE);
	return ht_zstd_part_encode(columns, size, content);
}

guint ht_row_pack(const struct record *records, guint count, struct record *packed,
		  GByteArray *table, GByteArray *content)
{
	gsize size;
	guint n = joinable(records, count, &size);

	for (guint i = 0; i < RECORD_NUMBERS; i++)
		put_numbers(records, n, i, table);
	for (guint i = 0; i < n; i++)
		ht_put_varint(table, records[i].blob_size);
	/* First and last beat; for others the first of what there is. */
	if (n > 0 && packed->kind == RECORD_BEATS)
		packed->number[1] = records[n - 1].number[1];
	return n > 0 && put_blobs(records, n, size, content) ? n : 0;
}

static gboolean get_sizes(struct byte_reader *table, struct record *records, guint count,
			  gsize *size)
{
	*size = 0;
	for (guint i = 0; i < count; i++) {
		guint64 blob = ht_get_varint(table);

		if (table->failed || blob > BLOBS_MAX - *size)
			return FALSE;
		records[i].blob_size = blob;
		*size += blob;
	}
	return TRUE;
}

static gboolean get_blobs(const guint8 *content, gsize content_size, struct record *records,
			  guint count, gsize size, GByteArray *blobs)
{
	g_autofree guint8 *columns = g_malloc(size);

	g_byte_array_set_size(blobs, (guint)size);
	if (size == 0)
		return content_size == 0;
	if (!ht_zstd_part_decode(content, content_size, columns, size))
		return FALSE;
	transpose(columns, blobs->data, records, count, TRUE);
	return TRUE;
}

gboolean ht_row_unpack(const struct record *packed, struct byte_reader *table,
		       const guint8 *content, gsize size, struct record *records, guint count,
		       GByteArray *blobs)
{
	gsize unpacked;

	(void)packed;
	for (guint n = 0; n < RECORD_NUMBERS; n++)
		if (!get_numbers(table, records, count, n))
			return FALSE;
	return get_sizes(table, records, count, &unpacked) &&
	       get_blobs(content, size, records, count, unpacked, blobs);
}
