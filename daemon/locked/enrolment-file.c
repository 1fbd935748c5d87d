/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/locked/enrolment-file.h"

#include "common/bytes.h"
#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"

#include <string.h>

enum { MAGIC_SIZE = 8, HEAD_SIZE = MAGIC_SIZE + 2 + 2 + 4, VERSION = 1, FILE_MAX = 1 << 20 };

static const char magic[] = "HTENROL\n";

GBytes *ht_enrolment_unwrap(GBytes *bytes, gsize *signed_size)
{
	struct byte_reader r;
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	const guint8 *start;
	guint32 content;

	byte_reader_init(&r, data, size);
	start = byte_reader_skip(&r, MAGIC_SIZE);
	if (!start || memcmp(start, magic, MAGIC_SIZE) != 0 || get_u16(&r) != VERSION ||
	    get_u16(&r) != 0)
		return NULL;
	content = get_u32(&r);
	if (r.failed || size != (gsize)HEAD_SIZE + content + HT_HUB_SIGNATURE_SIZE)
		return NULL;
	*signed_size = HEAD_SIZE + content;
	return g_bytes_new_from_bytes(bytes, HEAD_SIZE, content);
}

static GBytes *wrap(const HtEnrolment *enrolment, const HtKeyring *keyring)
{
	g_autoptr(GBytes) content = ht_enrolment_encode(enrolment);
	gsize content_size;
	const void *data = g_bytes_get_data(content, &content_size);
	gsize size = HEAD_SIZE + content_size + HT_HUB_SIGNATURE_SIZE;
	guint8 *out = g_malloc(size);
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_bytes(&w, magic, MAGIC_SIZE);
	put_u16(&w, VERSION);
	put_u16(&w, 0);
	put_u32(&w, (guint32)content_size);
	put_bytes(&w, data, content_size);
	ht_keyring_sign(keyring, out, w.at, out + w.at);
	return g_bytes_new_take(out, size);
}

static GBytes *read_file(const char *path, GError **error)
{
	g_autoptr(GMappedFile) file = NULL;
	g_autoptr(GError) problem = NULL;
	GBytes *bytes;

	file = g_mapped_file_new(path, FALSE, &problem);
	if (!file) {
		g_set_error(error, HT_ERROR,
			    g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)
				? HT_ERROR_NOT_FOUND
				: HT_ERROR_FAILED,
			    "%s: %s", path, problem->message);
		return NULL;
	}
	/* A copy: the file may change under a mapping. */
	bytes = g_bytes_new(g_mapped_file_get_contents(file),
			    MIN(g_mapped_file_get_length(file), FILE_MAX));
	return bytes;
}

gboolean ht_enrolment_store(const HtEnrolment *enrolment, const char *state_dir,
			    const HtKeyring *keyring, GError **error)
{
	g_autofree char *path = g_build_filename(state_dir, HT_ENROLMENT_FILE, NULL);
	g_autoptr(GBytes) bytes = wrap(enrolment, keyring);
	g_autoptr(GBytes) before = read_file(path, NULL);
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);

	/* Ed25519 signs the same to the same. */
	if (before && g_bytes_equal(before, bytes))
		return TRUE;
	return ht_state_dir_replace(state_dir, HT_ENROLMENT_FILE, data, size, error);
}

HtEnrolment *ht_enrolment_load(const char *state_dir, const HtHubPublic *hub, GError **error)
{
	g_autofree char *path = g_build_filename(state_dir, HT_ENROLMENT_FILE, NULL);
	g_autoptr(GBytes) bytes = read_file(path, error);
	g_autoptr(GBytes) content = NULL;
	const guint8 *data;
	gsize signed_size;

	if (!bytes)
		return NULL;
	content = ht_enrolment_unwrap(bytes, &signed_size);
	data = g_bytes_get_data(bytes, NULL);
	if (content && ht_hub_verify(hub, data, signed_size, data + signed_size))
		return ht_enrolment_decode(content, error);
	g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
		    "%s: is damaged, or not of this hub: its signature does not fit", path);
	return NULL;
}
