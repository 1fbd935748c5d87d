/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EDF, EDF+, BDF and BDF+ files, through EDFlib, which leaves out the annotations' signals. */
#include "recordings/edf-refusal.h"
#include "recordings/message.h"
#include "recordings/recording-reader.h"
#include "recordings/voltage-unit.h"

#include <edflib.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_MAX = 512 };

struct recording_reader {
	int handle;
};

static const char *reason(int code)
{
	switch (code) {
	case EDFLIB_FILE_IS_DISCONTINUOUS:
		return "is a discontinuous EDF+ file (EDF+D), with gaps in it; export it as "
		       "continuous EDF+, as EDFbrowser's \"Convert EDF+D to EDF+C\" does";
	case EDFLIB_MAXFILES_REACHED:
		return "too many EDF files are open";
	case EDFLIB_FILE_ALREADY_OPENED:
		return "is open already, and EDFlib opens a file once only";
	case EDFLIB_NUMBER_OF_SIGNALS_INVALID:
		return "states an impossible number of signals";
	case EDFLIB_MALLOC_ERROR:
		return "out of memory";
	default:
		return "cannot be read";
	}
}

/* EDFlib gives one answer for whatever open() may say; ask first, and do not wait on a pipe. */
static int check_file(const char *path, struct recording_message *message)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	bool regular;

	if (fd < 0)
		return message_set(message, -errno, "%s: %s", path, strerror(errno));
	regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
	close(fd);
	return regular ? 0 : message_set(message, -EINVAL, "%s: is not a regular file", path);
}

/* A field is filled up with blanks. */
static void copy_field(char *to, size_t size, const char *field)
{
	size_t length = strlen(field);

	while (length > 0 && field[length - 1] == ' ')
		length--;
	if (length >= size)
		length = size - 1;
	memcpy(to, field, length);
	to[length] = '\0';
}

static void describe_channel(struct recording_channel *channel, const struct edf_param_struct *p,
			     long long record_duration)
{
	channel->samples_per_frame = 1;
	channel->rate_hz =
	    (double)p->smp_in_datarecord * EDFLIB_TIME_DIMENSION / (double)record_duration;
	channel->samples = p->smp_in_file;
	copy_field(channel->label, sizeof channel->label, p->label);
	copy_field(channel->unit, sizeof channel->unit, p->physdimension);
	channel->uv_per_unit = voltage_unit_uv(channel->unit, strlen(channel->unit));
}

static int describe(struct recording *r, const struct edf_hdr_struct *header,
		    struct recording_message *message)
{
	if (header->edfsignals < 1)
		return message_set(message, -ENODATA, "%s: holds annotations alone, no signal",
				   r->path);
	/* EDFlib of Debian 13 takes more. */
	if (header->edfsignals > RECORDING_CHANNELS_MAX)
		return message_set(message, -EINVAL,
				   "%s: has %d signals, and this program reads files of %d at most",
				   r->path, header->edfsignals, RECORDING_CHANNELS_MAX);
	if (header->datarecord_duration <= 0)
		return message_set(message, -EBADMSG,
				   "%s: its data records last 0 s, so it has no sampling rate",
				   r->path);
	r->info.channels = (unsigned)header->edfsignals;
	for (unsigned i = 0; i < r->info.channels; i++)
		describe_channel(&r->channel[i], &header->signalparam[i],
				 header->datarecord_duration);
	r->info.rate_hz = r->channel[0].rate_hz;
	r->info.frames = r->channel[0].samples;
	if (r->info.frames == 0)
		return message_set(message, -ENODATA,
				   "%s: is empty: there is not one whole sample in it", r->path);
	return 0;
}

static long edf_read(struct recording *r, unsigned channel, float *uv, size_t n,
		     struct recording_message *message)
{
	struct recording_reader *reader = r->reader;
	double scale = r->channel[channel].uv_per_unit;
	double buffer[READ_MAX];
	size_t done = 0;

	if (scale == 0)
		return message_set(message, -EINVAL,
				   "%s: channel %u is not measured in volts but in \"%s\"", r->path,
				   channel, r->channel[channel].unit);
	while (done < n) {
		size_t want = n - done < READ_MAX ? n - done : READ_MAX;
		int got = edfread_physical_samples(reader->handle, (int)channel, (int)want, buffer);

		if (got < 0)
			return message_set(message, -EIO, "%s: cannot be read to its end", r->path);
		for (int i = 0; i < got; i++)
			uv[done++] = (float)(buffer[i] * scale);
		if ((size_t)got < want)
			break;
	}
	return (long)done;
}

static void edf_close(struct recording_reader *reader)
{
	edfclose_file(reader->handle);
	free(reader);
}

static int refuse(const char *path, int code, struct recording_message *message)
{
	char text[256];

	if (code == EDFLIB_FILE_CONTAINS_FORMAT_ERRORS || code == EDFLIB_FILE_READ_ERROR)
		edf_refusal_explain(path, text, sizeof text);
	else
		snprintf(text, sizeof text, "%s", reason(code));
	return message_set(message, -EBADMSG, "%s: %s", path, text);
}

static int open_and_describe(struct recording *r, struct edf_hdr_struct *header,
			     struct recording_message *message)
{
	int rc;

	if (edfopen_file_readonly(r->path, header, EDFLIB_DO_NOT_READ_ANNOTATIONS) < 0)
		return refuse(r->path, header->filetype, message);
	r->reader->handle = header->handle;
	rc = describe(r, header, message);
	if (rc < 0)
		edfclose_file(header->handle);
	return rc;
}

int edf_open(struct recording *r, struct recording_message *message)
{
	static const struct recording_format format = {.read = edf_read, .close = edf_close};
	struct edf_hdr_struct *header;
	int rc = check_file(r->path, message);

	if (rc < 0)
		return rc;
	header = calloc(1, sizeof *header);
	r->reader = calloc(1, sizeof *r->reader);
	rc = header && r->reader ? open_and_describe(r, header, message)
				 : message_set(message, -ENOMEM, "%s: out of memory", r->path);
	free(header);
	if (rc < 0)
		free(r->reader);
	r->format = &format;
	return rc;
}
