/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

/* What a frame may ask of the reader's memory; ours need a quarter of it. */
enum { IN_BYTES = 1 << 16, EVENTS_BYTES = 1 << 16, WINDOW_LOG_MAX = 23 };

static const char sealed_magic[] = "HTSEAL\r\n";

struct capture_reader {
	FILE *file;
	char *path;
	struct capture_header header;
	struct capture_coder coder;
	char drivers[CAPTURE_DRIVERS_MAX][CAPTURE_NAME_MAX + 1];
	ZSTD_DCtx *zstd; /* NULL = not compressed */
	ZSTD_inBuffer in;
	bool at_end; /* of the file */
	uint8_t compressed[IN_BYTES];
	uint8_t events[EVENTS_BYTES];
	size_t start, end; /* of the events not handed out yet */
};

static int bad(const struct capture_reader *r, struct recording_message *message)
{
	return message_set(message, -EBADMSG,
			   "%s: is damaged: bytes in it are not what was written", r->path);
}

static int read_file(struct capture_reader *r, uint8_t *data, size_t size, size_t *got,
		     struct recording_message *message)
{
	*got = fread(data, 1, size, r->file);
	if (ferror(r->file))
		return message_set(message, -EIO, "%s: cannot be read: %s", r->path,
				   strerror(errno));
	r->at_end = *got < size;
	return 0;
}

static int read_header(struct capture_reader *r, struct recording_message *message)
{
	uint8_t bytes[CAPTURE_HEADER_SIZE];
	size_t got;
	int rc = read_file(r, bytes, sizeof bytes, &got, message);

	if (rc < 0)
		return rc;
	if (got >= sizeof sealed_magic - 1 &&
	    memcmp(bytes, sealed_magic, sizeof sealed_magic - 1) == 0)
		return message_set(message, -ENOKEY,
				   "%s: is sealed: open it with twinctl capture open SEALED OUT",
				   r->path);
	rc = got == sizeof bytes ? capture_header_decode(&r->header, bytes) : -EINVAL;
	if (rc == -EPROTONOSUPPORT)
		return message_set(message, rc,
				   "%s: was written by a later version: update this program",
				   r->path);
	if (rc == -EINVAL)
		return message_set(message, rc, "%s: is no capture: give a file that twinctl capture wrote", r->path);
	return rc < 0 ? bad(r, message) : 0;
}

static int start(struct capture_reader *r, const char *path, struct recording_message *message)
{
	int rc;

	r->path = strdup(path);
	if (!r->path)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	r->file = fopen(path, "rbe");
	if (!r->file) {
		rc = -errno;
		return message_set(message, rc, "%s: %s", path, strerror(errno));
	}
	rc = read_header(r, message);
	if (rc < 0)
		return rc;
	capture_coder_init(&r->coder, &r->header);
	if (r->header.compression == CAPTURE_PLAIN)
		return 0;
	r->zstd = ZSTD_createDCtx();
	if (!r->zstd ||
	    ZSTD_isError(ZSTD_DCtx_setParameter(r->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	r->in.src = r->compressed;
	return 0;
}

int capture_reader_open(struct capture_reader **ret, const char *path,
			struct recording_message *message)
{
	struct capture_reader *r = calloc(1, sizeof *r);
	int rc;

	*ret = NULL;
	if (!r)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	rc = start(r, path, message);
	if (rc < 0)
		capture_reader_close(r);
	else
		*ret = r;
	return rc;
}

void capture_reader_close(struct capture_reader *r)
{
	if (!r)
		return;
	ZSTD_freeDCtx(r->zstd);
	if (r->file)
		fclose(r->file);
	free(r->path);
	free(r);
}

const struct capture_header *capture_reader_header(const struct capture_reader *r)
{
	return &r->header;
}

/* More events from what is compressed. */
static int decompress(struct capture_reader *r, struct recording_message *message)
{
	ZSTD_outBuffer out = {r->events, sizeof r->events, r->end};
	size_t before = out.pos;

	/* What zstd still holds back comes out before more is read. */
	for (;;) {
		size_t in_before = r->in.pos;

		if (ZSTD_isError(ZSTD_decompressStream(r->zstd, &out, &r->in)))
			return bad(r, message);
		r->end = out.pos;
		if (out.pos > before)
			return 1;
		if (r->in.pos == r->in.size) {
			int rc;

			if (r->at_end)
				return 0;
			rc =
			    read_file(r, r->compressed, sizeof r->compressed, &r->in.size, message);
			if (rc < 0)
				return rc;
			r->in.pos = 0;
		} else if (r->in.pos == in_before) {
			return bad(r, message);
		}
	}
}

static int fill(struct capture_reader *r, struct recording_message *message)
{
	size_t got;
	int rc;

	memmove(r->events, r->events + r->start, r->end - r->start);
	r->end -= r->start;
	r->start = 0;
	if (r->zstd)
		return decompress(r, message);
	if (r->at_end)
		return 0;
	rc = read_file(r, r->events + r->end, sizeof r->events - r->end, &got, message);
	r->end += got;
	return rc < 0 ? rc : got > 0;
}

static int take(struct capture_reader *r, struct capture_event *event,
		struct recording_message *message)
{
	uint8_t driver = r->coder.drivers;
	long used = capture_event_decode(&r->coder, r->events + r->start, r->end - r->start, event);

	if (used < 0)
		return bad(r, message);
	r->start += (size_t)used;
	if (used > 0 && event->kind == CAPTURE_DRIVER)
		memcpy(r->drivers[driver], event->bytes, event->size);
	return used > 0;
}

int capture_reader_get(struct capture_reader *r, struct capture_event *event,
		       struct recording_message *message)
{
	for (;;) {
		int rc;

		/* Nothing comes behind the end. */
		if (r->coder.ended && r->start < r->end)
			return bad(r, message);
		rc = take(r, event, message);
		if (rc == 0)
			rc = fill(r, message);
		else
			return rc;
		if (rc <= 0)
			return rc;
	}
}

const char *capture_reader_driver(const struct capture_reader *r, uint8_t driver)
{
	return driver < CAPTURE_DRIVERS_MAX ? r->drivers[driver] : "";
}

bool capture_reader_is_whole(const struct capture_reader *r)
{
	return r->coder.ended;
}
