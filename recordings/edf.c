/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EDF and EDF+ files, through EDFlib. */
#include "recordings/message.h"
#include "recordings/recording-reader.h"

#include <edflib.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_MAX = 512 };

struct recording_reader {
	int handle;
	double uv_per_unit[RECORDING_CHANNELS_MAX]; /* 0 = no voltage */
};

static const char *reason(int code)
{
	switch (code) {
	case EDFLIB_FILE_IS_DISCONTINUOUS:
		return "is a discontinuous EDF+ file (EDF+D); only continuous ones can be read";
	case EDFLIB_FILE_CONTAINS_FORMAT_ERRORS:
	case EDFLIB_FILE_READ_ERROR:
		return "is no EDF file, or a damaged or truncated one";
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

/* The field is padded with blanks. */
static double uv_per_unit(const char *dimension)
{
	static const struct {
		const char *name;
		double uv;
	} units[] = {{"uV", 1},   {"\xb5V", 1}, {"\xc2\xb5V", 1},
		     {"mV", 1e3}, {"V", 1e6},   {"nV", 1e-3}};
	size_t size = strcspn(dimension, " ");

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strlen(units[i].name) == size && memcmp(units[i].name, dimension, size) == 0)
			return units[i].uv;
	}
	return 0;
}

static int describe(struct recording *r, const struct edf_hdr_struct *header,
		    struct recording_message *message)
{
	double record_s = (double)header->datarecord_duration / (double)EDFLIB_TIME_DIMENSION;

	if (header->edfsignals < 1 || header->edfsignals > RECORDING_CHANNELS_MAX)
		return message_set(message, -EBADMSG, "%s: states %d signals; 1 to %d can be read",
				   r->path, header->edfsignals, RECORDING_CHANNELS_MAX);
	if (!(record_s > 0))
		return message_set(message, -EBADMSG,
				   "%s: its data records last 0 s, so it has no sampling rate",
				   r->path);
	r->info.channels = (unsigned)header->edfsignals;
	for (unsigned i = 0; i < r->info.channels; i++) {
		const struct edf_param_struct *p = &header->signalparam[i];

		r->channel[i].samples_per_frame = 1;
		r->channel[i].rate_hz = p->smp_in_datarecord / record_s;
		r->channel[i].samples = p->smp_in_file;
		r->reader->uv_per_unit[i] = uv_per_unit(p->physdimension);
	}
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
	double scale = reader->uv_per_unit[channel];
	double buffer[READ_MAX];
	size_t done = 0;

	if (scale == 0)
		return message_set(message, -EINVAL, "%s: channel %u is not measured in volts",
				   r->path, channel);
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

static int open_and_describe(struct recording *r, struct edf_hdr_struct *header,
			     struct recording_message *message)
{
	int rc;

	if (edfopen_file_readonly(r->path, header, EDFLIB_DO_NOT_READ_ANNOTATIONS) < 0)
		return message_set(message, -EBADMSG, "%s: %s", r->path, reason(header->filetype));
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
