/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WFDB records: a text header and the signal files that it names, all in one folder. */
#include "recordings/message.h"
#include "recordings/recording-reader.h"
#include "recordings/voltage-unit.h"
#include "recordings/wfdb-format.h"
#include "recordings/wfdb-header.h"
#include "recordings/wfdb-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_MAX_BYTES = 1 << 18, PATH_MAX_BYTES = 4096 + WFDB_FILE_MAX };

struct recording_reader {
	struct wfdb_header header;
	struct wfdb_stream *stream; /* of the channel being read */
	const struct wfdb_signal *signal;
	int32_t invalid;
	int64_t taken; /* samples of the channel read from the file, skewed ones too */
	int64_t given; /* samples handed out */
	int64_t limit; /* samples that the header promises; INT64_MAX = not stated */
	uint16_t checksum;
	bool ended;
};

static void header_path(const struct recording *r, char *path, size_t size)
{
	size_t length = strlen(r->path);
	bool whole = length > 4 && strcmp(r->path + length - 4, ".hea") == 0;

	snprintf(path, size, "%s%s", r->path, whole ? "" : ".hea");
}

/* A signal file lies beside the header. */
static void signal_path(const struct recording *r, const struct wfdb_signal *s, char *path,
			size_t size)
{
	const char *slash = strrchr(r->path, '/');

	snprintf(path, size, "%.*s%s", slash ? (int)(slash - r->path) + 1 : 0, r->path, s->file);
}

/* Returns the bytes read into text, or -errno with *message. */
static long load_text(const char *path, char *text, size_t max, struct recording_message *message)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *file = fd >= 0 ? fdopen(fd, "rb") : NULL;
	size_t size;
	int code = errno;

	if (!file) {
		if (fd >= 0)
			close(fd);
		return message_set(message, -code, "%s: %s", path, strerror(code));
	}
	size = fread(text, 1, max, file);
	code = ferror(file) ? errno : 0;
	fclose(file);
	if (code)
		return message_set(message, -code, "%s: %s", path, strerror(code));
	if (size == max)
		return message_set(message, -EFBIG, "%s: is too long for a header", path);
	return (long)size;
}

static int load_header(struct recording *r, struct wfdb_header *header,
		       struct recording_message *message)
{
	char path[PATH_MAX_BYTES];
	char *text = malloc(HEADER_MAX_BYTES);
	long size;
	int rc;

	header_path(r, path, sizeof path);
	if (!text)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	size = load_text(path, text, HEADER_MAX_BYTES, message);
	rc = size < 0 ? (int)size : wfdb_header_parse(header, text, (size_t)size, path, message);
	free(text);
	return rc;
}

/* Samples in one frame of the signal's file, and where in it the signal's own begin. */
static size_t layout(const struct wfdb_header *h, const struct wfdb_signal *signal, size_t *first)
{
	size_t stride = 0;

	for (unsigned i = 0; i < h->signals; i++) {
		if (&h->signal[i] == signal)
			*first = stride;
		if (strcmp(h->signal[i].file, signal->file) == 0)
			stride += h->signal[i].samples_per_frame;
	}
	return stride;
}

static int check_files(struct recording *r, const struct wfdb_header *h,
		       struct recording_message *message)
{
	for (unsigned i = 0; i < h->signals; i++) {
		const struct wfdb_signal *s = &h->signal[i];
		char path[PATH_MAX_BYTES];
		size_t first = 0;
		int64_t frames;

		signal_path(r, s, path, sizeof path);
		frames = wfdb_stream_frames(path, s, layout(h, s, &first), message);
		if (frames < 0)
			return (int)frames;
		if (first == 0 && h->frames > frames)
			message_set(message_list_add(&r->warnings), 0,
				    "%s: is shorter than its header says: %lld of %lld samples",
				    path, (long long)frames, (long long)h->frames);
	}
	return 0;
}

static void describe(struct recording *r, const struct wfdb_header *h)
{
	r->info.rate_hz = h->rate_hz;
	r->info.channels = h->signals;
	r->info.frames = h->frames;
	for (unsigned i = 0; i < h->signals; i++) {
		unsigned per_frame = h->signal[i].samples_per_frame;

		r->channel[i].samples_per_frame = per_frame;
		r->channel[i].rate_hz = h->rate_hz * per_frame;
		r->channel[i].samples = h->frames < 0 ? -1 : h->frames * per_frame;
		r->channel[i].uv_per_unit =
		    voltage_unit_uv(h->signal[i].unit, strlen(h->signal[i].unit));
		memcpy(r->channel[i].unit, h->signal[i].unit, sizeof r->channel[i].unit);
		memcpy(r->channel[i].label, h->signal[i].label, sizeof r->channel[i].label);
	}
}

static int start(struct recording *r, unsigned channel, struct recording_message *message)
{
	struct recording_reader *reader = r->reader;
	const struct wfdb_signal *s = &reader->header.signal[channel];
	char path[PATH_MAX_BYTES];
	size_t first = 0;
	size_t stride = layout(&reader->header, s, &first);

	signal_path(r, s, path, sizeof path);
	if (s->uv_per_count == 0)
		return message_set(message, -EINVAL,
				   "%s: channel %u is measured in %s, which is no voltage", r->path,
				   channel, s->unit);
	reader->signal = s;
	reader->invalid = wfdb_format_find(s->format)->invalid;
	reader->limit = r->channel[channel].samples < 0 ? INT64_MAX : r->channel[channel].samples;
	return wfdb_stream_open(&reader->stream, path, s, stride, first, message);
}

static void check_initial(struct recording *r, int32_t count)
{
	const struct wfdb_signal *s = r->reader->signal;

	if (s->initial_known && s->initial != count)
		message_set(message_list_add(&r->warnings), 0,
			    "%s: the first sample of %s is %d, the header says %d; read on",
			    r->path, s->file, (int)count, (int)s->initial);
}

static void check_checksum(struct recording *r)
{
	const struct recording_reader *reader = r->reader;
	const struct wfdb_signal *s = reader->signal;

	if (s->checksum_known && reader->taken == reader->limit && s->checksum != reader->checksum)
		message_set(message_list_add(&r->warnings), 0,
			    "%s: the checksum of %s is %u, the header says %u; read on", r->path,
			    s->file, reader->checksum, s->checksum);
}

/* The next sample that is in the file. Returns 1, 0 at the end, or -errno. */
static int take(struct recording *r, int32_t *count)
{
	struct recording_reader *reader = r->reader;
	int rc = reader->taken < reader->limit ? wfdb_stream_next(reader->stream, count) : 0;

	if (rc > 0) {
		if (reader->taken == 0)
			check_initial(r, *count);
		reader->taken++;
		reader->checksum = (uint16_t)(reader->checksum + (uint32_t)*count);
	} else if (rc == 0 && !reader->ended) {
		reader->ended = true;
		check_checksum(r);
	}
	return rc;
}

/* The next sample at its true time: a skewed signal begins later in its file and ends in nothing.
 */
static int next_uv(struct recording *r, float *uv)
{
	struct recording_reader *reader = r->reader;
	const struct wfdb_signal *s = reader->signal;
	int64_t skew = (int64_t)s->skew_frames * s->samples_per_frame;
	int32_t count = reader->invalid;
	int rc;

	do
		rc = take(r, &count);
	while (rc > 0 && reader->taken <= skew);
	if (rc < 0)
		return rc;
	if (rc == 0 && (reader->limit == INT64_MAX || reader->given >= reader->taken))
		return 0;
	reader->given++;
	*uv = NAN;
	if (rc > 0 && count != reader->invalid)
		*uv = (float)(((double)count - s->baseline) * s->uv_per_count);
	return 1;
}

static long wfdb_read(struct recording *r, unsigned channel, float *uv, size_t n,
		      struct recording_message *message)
{
	struct recording_reader *reader = r->reader;
	int rc = reader->stream ? 0 : start(r, channel, message);

	if (rc < 0)
		return rc;
	if (reader->signal != &reader->header.signal[channel])
		return message_set(message, -EINVAL, "%s: another channel is being read already",
				   r->path);
	for (size_t i = 0; i < n; i++) {
		rc = next_uv(r, &uv[i]);
		if (rc < 0)
			return message_set(message, rc, "%s: %s", r->path, strerror(-rc));
		if (rc == 0)
			return (long)i;
	}
	return (long)n;
}

static void wfdb_close(struct recording_reader *reader)
{
	wfdb_stream_close(reader->stream);
	free(reader);
}

int wfdb_open(struct recording *r, struct recording_message *message)
{
	static const struct recording_format format = {
	    .read = wfdb_read, .close = wfdb_close, .first_is_ecg = true};
	struct recording_reader *reader = calloc(1, sizeof *reader);
	int rc;

	if (!reader)
		return message_set(message, -ENOMEM, "%s: out of memory", r->path);
	rc = load_header(r, &reader->header, message);
	if (rc == 0)
		rc = check_files(r, &reader->header, message);
	if (rc < 0) {
		free(reader);
		return rc;
	}
	describe(r, &reader->header);
	r->format = &format;
	r->reader = reader;
	return 0;
}
