/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/capture.h"

#include <errno.h>
#include <stdlib.h>
#include <zstd.h>

/* A frame ends, and with it what its checksum covers, after so many bytes of events. */
enum { FRAME_BYTES = 1 << 20, OUT_BYTES = 1 << 16, LEVEL = 3 };

struct capture_writer {
	struct capture_output output;
	struct capture_coder coder;
	ZSTD_CCtx *zstd;
	size_t frame_bytes; /* in the frame that is open */
	uint8_t out[OUT_BYTES];
};

static int compress(struct capture_writer *w, const uint8_t *data, size_t size,
		    ZSTD_EndDirective how)
{
	ZSTD_inBuffer in = {data, size, 0};
	size_t left;

	do {
		ZSTD_outBuffer out = {w->out, sizeof w->out, 0};
		int rc = 0;

		left = ZSTD_compressStream2(w->zstd, &out, &in, how);
		if (ZSTD_isError(left))
			return -EIO;
		if (out.pos > 0)
			rc = w->output.write(w->output.context, w->out, out.pos);
		if (rc < 0)
			return rc;
	} while (how == ZSTD_e_continue ? in.pos < in.size : left > 0);
	return 0;
}

static int start(struct capture_writer *w, const struct capture_header *header)
{
	struct capture_header written = *header;
	uint8_t bytes[CAPTURE_HEADER_SIZE];

	w->zstd = ZSTD_createCCtx();
	if (!w->zstd)
		return -ENOMEM;
	if (ZSTD_isError(ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, LEVEL)))
		return -EIO;
	written.compression = CAPTURE_ZSTD;
	capture_header_encode(&written, bytes);
	capture_coder_init(&w->coder, &written);
	return w->output.write(w->output.context, bytes, sizeof bytes);
}

int capture_writer_open(struct capture_writer **ret, const struct capture_header *header,
			const struct capture_output *output)
{
	struct capture_writer *w = calloc(1, sizeof *w);
	int rc;

	*ret = NULL;
	if (!w)
		return -ENOMEM;
	w->output = *output;
	rc = start(w, header);
	if (rc < 0)
		capture_writer_free(w);
	else
		*ret = w;
	return rc;
}

static int end_frame(struct capture_writer *w)
{
	if (w->frame_bytes == 0)
		return 0;
	w->frame_bytes = 0;
	return compress(w, NULL, 0, ZSTD_e_end);
}

int capture_writer_put(struct capture_writer *w, const struct capture_event *event)
{
	uint8_t bytes[CAPTURE_EVENT_MAX];
	long size = capture_event_encode(&w->coder, event, bytes, sizeof bytes);
	int rc;

	if (size < 0)
		return (int)size;
	w->frame_bytes += (size_t)size;
	rc = compress(w, bytes, (size_t)size, ZSTD_e_continue);
	return rc < 0 || w->frame_bytes < FRAME_BYTES ? rc : end_frame(w);
}

int capture_writer_flush(struct capture_writer *w)
{
	return w->frame_bytes > 0 ? compress(w, NULL, 0, ZSTD_e_flush) : 0;
}

int capture_writer_finish(struct capture_writer *w)
{
	return end_frame(w);
}

void capture_writer_free(struct capture_writer *w)
{
	if (!w)
		return;
	ZSTD_freeCCtx(w->zstd);
	free(w);
}
