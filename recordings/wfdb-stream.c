/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/wfdb-stream.h"

#include "recordings/message.h"
#include "recordings/wfdb-format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_SAMPLES = 16384 };

struct wfdb_stream {
	int fd;
	const struct wfdb_format *format;
	size_t stride;
	size_t first;
	size_t per_frame;
	uint8_t *block;
	size_t block_bytes;  /* of an even number of frames: 212 packs samples in pairs */
	size_t block_frames; /* whole frames in the block now */
	size_t frame;        /* next frame in the block */
	size_t within;       /* next sample of the signal in that frame */
};

/* Opens for reading without waiting for the other end of a pipe. Returns the descriptor or -errno.
 */
static int open_regular(const char *path, int64_t *size, struct recording_message *message)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0) {
		int code = errno;

		if (fd >= 0)
			close(fd);
		return message_set(message, -code, "%s: %s", path, strerror(code));
	}
	if (!S_ISREG(status.st_mode)) {
		close(fd);
		return message_set(message, -EINVAL, "%s: is not a regular file", path);
	}
	*size = status.st_size;
	return fd;
}

static int64_t frames_in(const struct wfdb_signal *signal, size_t stride, int64_t file_bytes)
{
	const struct wfdb_format *format = wfdb_format_find(signal->format);
	int64_t bytes = file_bytes - signal->byte_offset;

	return bytes > 0 ? wfdb_format_samples(format, bytes) / (int64_t)stride : 0;
}

int64_t wfdb_stream_frames(const char *path, const struct wfdb_signal *signal, size_t stride,
			   struct recording_message *message)
{
	int64_t bytes;
	int64_t frames;
	int fd = open_regular(path, &bytes, message);

	if (fd < 0)
		return fd;
	close(fd);
	frames = frames_in(signal, stride, bytes);
	if (frames == 0)
		return message_set(message, -ENODATA,
				   "%s: is empty: there is not one whole sample in it", path);
	return frames;
}

static int allocate(struct wfdb_stream *s)
{
	size_t frames = BLOCK_SAMPLES / s->stride / 2 * 2;

	if (frames < 2)
		frames = 2;
	s->block_bytes = (size_t)wfdb_format_bytes(s->format, (int64_t)(frames * s->stride));
	s->block = malloc(s->block_bytes);
	return s->block ? 0 : -ENOMEM;
}

int wfdb_stream_open(struct wfdb_stream **ret, const char *path, const struct wfdb_signal *signal,
		     size_t stride, size_t first, struct recording_message *message)
{
	int64_t bytes = 0;
	struct wfdb_stream *s = calloc(1, sizeof *s);

	if (!s)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	s->format = wfdb_format_find(signal->format);
	s->stride = stride;
	s->first = first;
	s->per_frame = signal->samples_per_frame;
	s->fd = open_regular(path, &bytes, message);
	if (s->fd < 0) {
		int rc = s->fd;

		free(s);
		return rc;
	}
	if (allocate(s) < 0 || lseek(s->fd, (off_t)signal->byte_offset, SEEK_SET) < 0) {
		wfdb_stream_close(s);
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	}
	*ret = s;
	return 0;
}

void wfdb_stream_close(struct wfdb_stream *s)
{
	if (!s)
		return;
	close(s->fd);
	free(s->block);
	free(s);
}

/* Returns 0, with block_frames 0 at the end of the file, or -errno. */
static int refill(struct wfdb_stream *s)
{
	size_t have = 0;

	while (have < s->block_bytes) {
		ssize_t got = read(s->fd, s->block + have, s->block_bytes - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	s->block_frames = (size_t)wfdb_format_samples(s->format, (int64_t)have) / s->stride;
	s->frame = 0;
	return 0;
}

int wfdb_stream_next(struct wfdb_stream *s, int32_t *count)
{
	if (s->frame == s->block_frames) {
		int rc = refill(s);

		if (rc < 0 || s->block_frames == 0)
			return rc;
	}
	*count = s->format->decode(s->block, s->frame * s->stride + s->first + s->within);
	if (++s->within == s->per_frame) {
		s->within = 0;
		s->frame++;
	}
	return 1;
}
