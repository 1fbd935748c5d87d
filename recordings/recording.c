/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/recording.h"

#include "recordings/message.h"
#include "recordings/recording-reader.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool ends_in(const char *text, const char *end)
{
	size_t text_size = strlen(text);
	size_t end_size = strlen(end);

	return text_size > end_size && strcasecmp(text + text_size - end_size, end) == 0;
}

/* The last part of the path without its extension, if the extension is one of ours. */
static int take_name(struct recording *r, const char *path, struct recording_message *message)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t size = strlen(base);

	if (ends_in(base, ".hea") || ends_in(base, ".edf"))
		size -= 4;
	if (size == 0 || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		return message_set(message, -EINVAL, "%s: is not the name of a record", path);
	if (size >= sizeof r->info.name || strlen(path) >= sizeof r->path)
		return message_set(message, -ENAMETOOLONG, "%.200s: the name is too long", path);
	memcpy(r->info.name, base, size);
	memcpy(r->path, path, strlen(path));
	return 0;
}

int recording_open(struct recording **ret, const char *path, struct recording_message *message)
{
	struct recording *r = calloc(1, sizeof *r);
	int rc;

	*ret = NULL;
	if (!r)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	rc = take_name(r, path, message);
	if (rc == 0)
		rc = ends_in(path, ".edf") ? edf_open(r, message) : wfdb_open(r, message);
	if (rc < 0) {
		free(r);
		return rc;
	}
	*ret = r;
	return 0;
}

void recording_close(struct recording *r)
{
	if (!r)
		return;
	r->format->close(r->reader);
	free(r);
}

const struct recording_info *recording_info(const struct recording *r)
{
	return &r->info;
}

const struct recording_channel *recording_channel(const struct recording *r, unsigned channel)
{
	return channel < r->info.channels ? &r->channel[channel] : NULL;
}

long recording_read(struct recording *r, unsigned channel, float *uv, size_t n,
		    struct recording_message *message)
{
	if (channel >= r->info.channels)
		return message_set(message, -ENOENT,
				   "%s: there is no channel %u, it has %u (counted from 0)",
				   r->path, channel, r->info.channels);
	return r->format->read(r, channel, uv, n, message);
}

int recording_warning(struct recording *r, struct recording_message *message)
{
	return message_list_take(&r->warnings, message);
}
