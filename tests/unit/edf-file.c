/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "edf-file.h"

#include <string.h>

static gboolean is_bdf(const EdfFile *file)
{
	return g_str_has_prefix(file->kind, "BDF") || strcmp(file->kind, "24BIT") == 0;
}

/* Text, filled up with blanks. */
static void put(GByteArray *bytes, gsize width, const char *text)
{
	gsize size = strlen(text);

	g_assert_cmpuint(size, <=, width);
	g_byte_array_append(bytes, (const guint8 *)text, (guint)size);
	for (; size < width; size++)
		g_byte_array_append(bytes, (const guint8 *)" ", 1);
}

static void put_number(GByteArray *bytes, gsize width, guint number)
{
	g_autofree char *text = g_strdup_printf("%u", number);

	put(bytes, width, text);
}

static void put_general(GByteArray *bytes, const EdfFile *file)
{
	gboolean plus = strchr(file->kind, '+') != NULL;

	put(bytes, 8,
	    is_bdf(file) ? "\xff"
			   "BIOSEMI"
			 : "0");
	put(bytes, 80, plus ? "X X X X" : "somebody");
	put(bytes, 80, plus ? "Startdate 02-JAN-2026 X X X" : "somewhere");
	put(bytes, 8, "02.01.26");
	put(bytes, 8, "03.04.05");
	put_number(bytes, 8, (file->count + 1) * 256);
	put(bytes, 44, file->kind);
	put_number(bytes, 8, file->records);
	put(bytes, 8, file->duration_s);
	put_number(bytes, 4, file->count);
}

/* Field by field: that of every signal, then the next. */
static void put_signals(GByteArray *bytes, const EdfFile *file)
{
	static const struct {
		gsize width;
		glong offset; /* -1 = left blank */
	} fields[] = {
	    {16, G_STRUCT_OFFSET(EdfSignal, label)},
	    {80, -1},
	    {8, G_STRUCT_OFFSET(EdfSignal, unit)},
	    {8, G_STRUCT_OFFSET(EdfSignal, least_unit)},
	    {8, G_STRUCT_OFFSET(EdfSignal, most_unit)},
	    {8, G_STRUCT_OFFSET(EdfSignal, least_count)},
	    {8, G_STRUCT_OFFSET(EdfSignal, most_count)},
	    {80, -1},
	};

	for (guint f = 0; f < G_N_ELEMENTS(fields); f++) {
		for (guint i = 0; i < file->count; i++)
			put(bytes, fields[f].width,
			    fields[f].offset < 0 ? ""
						 : G_STRUCT_MEMBER(const char *, &file->signals[i],
								   fields[f].offset));
	}
	for (guint i = 0; i < file->count; i++)
		put_number(bytes, 8, file->signals[i].per_record);
	for (guint i = 0; i < file->count; i++)
		put(bytes, 32, "");
}

static void put_annotation(GByteArray *bytes, guint record, gsize size)
{
	g_autofree char *text = g_strdup_printf("+%u\x14\x14", record);
	gsize end = bytes->len + size;

	g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text));
	while (bytes->len < end)
		g_byte_array_append(bytes, (const guint8 *)"", 1);
}

static void put_samples(GByteArray *bytes, const EdfSignal *signal, guint record, guint width)
{
	for (guint i = 0; i < signal->per_record; i++) {
		guint32 count = (guint32)(signal->first + (gint)(record * signal->per_record + i));
		guint8 little[] = {count & 0xff, count >> 8 & 0xff, count >> 16 & 0xff};

		g_byte_array_append(bytes, little, width);
	}
}

GByteArray *edf_file_bytes(const EdfFile *file)
{
	GByteArray *bytes = g_byte_array_new();
	guint width = is_bdf(file) ? 3 : 2;

	put_general(bytes, file);
	put_signals(bytes, file);
	for (guint record = 0; record < file->records; record++) {
		for (guint i = 0; i < file->count; i++) {
			const EdfSignal *signal = &file->signals[i];

			if (g_str_has_suffix(signal->label, "Annotations"))
				put_annotation(bytes, record, (gsize)signal->per_record * width);
			else
				put_samples(bytes, signal, record, width);
		}
	}
	return bytes;
}

void edf_file_write(const EdfFile *file, const Folder *folder, const char *name)
{
	g_autoptr(GByteArray) bytes = edf_file_bytes(file);

	folder_write(folder, name, bytes->data, bytes->len);
}
