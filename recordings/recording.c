/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/recording.h"

#include "recordings/ecg-label.h"
#include "recordings/message.h"
#include "recordings/recording-reader.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool ends_in(const char *text, const char *end)
{
	size_t text_size = strlen(text);
	size_t end_size = strlen(end);

	return text_size > end_size && strcasecmp(text + text_size - end_size, end) == 0;
}

/* .rec is what older recorders write. */
static bool is_edf(const char *path)
{
	return ends_in(path, ".edf") || ends_in(path, ".bdf") || ends_in(path, ".rec");
}

/* The last part of the path without its extension, if the extension is one of ours. */
static int take_name(struct recording *r, const char *path, struct recording_message *message)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t size = strlen(base);

	if (ends_in(base, ".hea") || is_edf(base))
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
		rc = is_edf(path) ? edf_open(r, message) : wfdb_open(r, message);
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

/* How many channels in volts have such a label, and the first of them. */
static unsigned count_labelled(const struct recording *r, enum ecg_label wanted, unsigned *first)
{
	unsigned count = 0;

	for (unsigned i = r->info.channels; i-- > 0;) {
		if (r->channel[i].uv_per_unit == 0 || ecg_label_read(r->channel[i].label) != wanted)
			continue;
		*first = i;
		count++;
	}
	return count;
}

/* 0 "EEG" in uV, 1 "Resp" in l: as many as fit. */
static void list_channels(const struct recording *r, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < r->info.channels && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%u \"%s\" in %s",
					 i > 0 ? ", " : "", i, r->channel[i].label,
					 r->channel[i].unit[0] ? r->channel[i].unit : "no unit");
	if (used >= size)
		memcpy(text + size - sizeof " ...", " ...", sizeof " ...");
}

int recording_find_ecg(const struct recording *r, unsigned *channel,
		       struct recording_message *message)
{
	char list[200];
	unsigned unknown;

	if (count_labelled(r, ECG_LABEL_ECG, channel) > 0)
		return 0;
	unknown = count_labelled(r, ECG_LABEL_UNKNOWN, channel);
	if (unknown == 1 || (unknown > 1 && r->format->first_is_ecg))
		return 0;
	list_channels(r, list, sizeof list);
	return message_set(
	    message, -ENOENT, "%.200s: no channel %s; give its number with --channel (%s)", r->path,
	    unknown > 0 ? "is labelled as the ECG" : "in uV, mV or V may be an ECG", list);
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
