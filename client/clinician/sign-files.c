/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/clinician/sign-files.h"

#include "client/private-file.h"
#include "common/glib/ht-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = HT_SIGNED_TEXT_MAX + 1024 };

static gboolean write_new(const char *path, const guint8 *data, gsize size, GError **error)
{
	g_autoptr(HtPrivateFile) file = ht_private_file_create(path, error);

	if (!file)
		return FALSE;
	if (ht_private_file_write(file, data, size, error) && ht_private_file_finish(file, error))
		return TRUE;
	ht_private_file_discard(file);
	return FALSE;
}

gboolean sign_files_make_pair(const char *name, guint8 public[HT_SIGN_KEY_SIZE], GError **error)
{
	g_autofree char *secret_path = g_strconcat(name, ".secret", NULL);
	g_autofree char *public_path = g_strconcat(name, ".public", NULL);
	g_autoptr(HtSecret) seed = ht_sign_key_new(public);
	g_autoptr(HtSecret) secret = ht_sign_key_secret_text(seed);
	g_autofree char *text = ht_sign_key_public_text(public);

	return write_new(secret_path, ht_secret_bytes(secret), ht_secret_size(secret), error) &&
	       write_new(public_path, (const guint8 *)text, strlen(text), error);
}

static int open_file(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		g_set_error(error, HT_ERROR, errno == ENOENT ? HT_ERROR_NOT_FOUND : HT_ERROR_FAILED,
			    "%s: cannot be opened: %s", path, g_strerror(errno));
	return fd;
}

HtSecret *sign_files_read_secret(const char *path, GError **error)
{
	int fd = open_file(path, error);
	g_autoptr(HtSecret) text = NULL;

	if (fd < 0)
		return NULL;
	text = ht_secret_read_fd(fd, -1, NULL, NULL);
	close(fd);
	if (text)
		return ht_sign_key_parse_secret(text, path, error);
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "%s is no signing key: give the .secret file that twinctl clinician key made",
		    path);
	return NULL;
}

char *sign_files_read_text(const char *path, gsize *size, GError **error)
{
	int fd = open_file(path, error);
	g_autofree char *text = NULL;
	gssize part = 1;

	if (fd < 0)
		return NULL;
	text = g_malloc(TEXT_MAX + 1);
	*size = 0;
	while (part > 0 && *size < TEXT_MAX) {
		part = read(fd, text + *size, TEXT_MAX - *size);
		*size += part > 0 ? (gsize)part : 0;
	}
	close(fd);
	if (part < 0)
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be read: %s", path,
			    g_strerror(errno));
	else if (*size == TEXT_MAX)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s: is too long for a clinician's statement", path);
	if (part < 0 || *size == TEXT_MAX)
		return NULL;
	text[*size] = '\0';
	return g_steal_pointer(&text);
}

gboolean sign_files_read_public(const char *path, guint8 public[HT_SIGN_KEY_SIZE], GError **error)
{
	gsize size;
	g_autofree char *text = sign_files_read_text(path, &size, error);

	return text && ht_sign_key_parse_public(text, path, public, error);
}

gboolean sign_files_write(const char *path, GBytes *content, GError **error)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(content, &size);

	return write_new(path, data, size, error);
}
