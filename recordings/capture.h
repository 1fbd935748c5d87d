/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A capture as a file: the header and zstd frames of events (recordings/capture_event.h), each
 * frame with its checksum. Written and read from start to end in constant memory.
 *
 * A file that ends early is read up to its last whole event; capture_reader_is_whole() tells. One
 * thread at a time each. Errors are -errno with one line for a person.
 */
#pragma once

#include "recordings/capture_event.h"
#include "recordings/message.h"

struct capture_writer;
struct capture_reader;

/* Where the bytes of the file go. write takes all of size and returns 0, or -errno. */
struct capture_output {
	int (*write)(void *context, const uint8_t *data, size_t size);
	void *context;
};

/* Writes the header (compressed whatever it says). Returns 0 and *ret, or -errno. */
int capture_writer_open(struct capture_writer **ret, const struct capture_header *header,
			const struct capture_output *output);
/* Returns 0, -EINVAL for an event that cannot be kept, or what the output returned. */
int capture_writer_put(struct capture_writer *w, const struct capture_event *event);
/* Hands everything so far to the output, so that it is read even if the file ends here. */
int capture_writer_flush(struct capture_writer *w);
/* Ends the last frame. */
int capture_writer_finish(struct capture_writer *w);
void capture_writer_free(struct capture_writer *w);

/* Returns 0 and *ret (free with capture_reader_close), or -errno with *message: -EINVAL for what is
 * no capture, -ENOKEY for one that is sealed, -EPROTONOSUPPORT, -EBADMSG. */
int capture_reader_open(struct capture_reader **ret, const char *path,
			struct recording_message *message);
void capture_reader_close(struct capture_reader *r);
const struct capture_header *capture_reader_header(const struct capture_reader *r);
/* The next event; its bytes are valid until the next call. Returns 1, 0 at the end, or -errno with
 * *message. */
int capture_reader_get(struct capture_reader *r, struct capture_event *event,
		       struct recording_message *message);
/* The name of a driver that an event spoke of. */
const char *capture_reader_driver(const struct capture_reader *r, uint8_t driver);
/* At the end: whether the capture was ended, not cut short. */
bool capture_reader_is_whole(const struct capture_reader *r);
