/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/wfdb-header.h"

#include "recordings/decimal.h"
#include "recordings/message.h"
#include "recordings/voltage-unit.h"
#include "recordings/wfdb-format.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { LINE_MAX_BYTES = 2048, TOKENS_MAX = 9 };

static const double rate_default_hz = 250;
static const double gain_default = 200;
static const double rate_max_hz = 1e6;
static const double uv_per_count_max = 1e9;

/* One line of the header, cut at blanks; the last token, a description, keeps its own. */
struct tokens {
	char line[LINE_MAX_BYTES];
	const char *token[TOKENS_MAX];
	unsigned count;
};

struct parse {
	const char *at;
	const char *end;
	const char *path;
	struct recording_message *message;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void cut(struct tokens *t)
{
	char *c = t->line;

	t->count = 0;
	while (t->count < TOKENS_MAX) {
		while (is_blank(*c))
			*c++ = '\0';
		if (!*c)
			return;
		t->token[t->count++] = c;
		while (*c && (!is_blank(*c) || t->count == TOKENS_MAX))
			c++;
	}
	while (is_blank(c[-1]))
		*--c = '\0';
}

/* The next line that is neither empty nor a comment. Returns 1, 0 at the end, or -errno. */
static int next_line(struct parse *p, struct tokens *t)
{
	while (p->at < p->end) {
		const char *newline = memchr(p->at, '\n', (size_t)(p->end - p->at));
		size_t size = (size_t)((newline ? newline : p->end) - p->at);
		const char *line = p->at;

		p->at = newline ? newline + 1 : p->end;
		if (memchr(line, '\0', size))
			return message_set(p->message, -EBADMSG, "%s: is not a text header",
					   p->path);
		if (size > 0 && line[0] == '#')
			continue;
		if (size >= sizeof t->line)
			return message_set(p->message, -EBADMSG,
					   "%s: a line is too long for a header", p->path);
		memcpy(t->line, line, size);
		t->line[size] = '\0';
		cut(t);
		if (t->count > 0)
			return 1;
	}
	return 0;
}

/* Rate, with an optional counter frequency and base counter value: 360/25(0). */
static int parse_rate(struct parse *p, struct wfdb_header *h, const char *token)
{
	const char *end = decimal_double(token, &h->rate_hz);

	if (!end || (*end && *end != '/' && *end != '('))
		return message_set(p->message, -EBADMSG,
				   "%s: the sampling rate \"%.32s\" is not a number", p->path,
				   token);
	if (!(h->rate_hz > 0) || h->rate_hz > rate_max_hz)
		return message_set(
		    p->message, -EBADMSG,
		    "%s: the sampling rate %.32s Hz is absurd (above 0 and up to 1000000)", p->path,
		    token);
	return 0;
}

static int parse_signals(struct parse *p, struct wfdb_header *h, const char *token)
{
	int64_t signals;
	const char *end = decimal_int64(token, &signals);

	if (!end || *end)
		return message_set(p->message, -EBADMSG,
				   "%s: the number of signals \"%.32s\" is not a number", p->path,
				   token);
	if (signals < 1 || signals > WFDB_SIGNALS_MAX)
		return message_set(p->message, -EBADMSG,
				   "%s: states %.32s signals; 1 to %d can be read", p->path, token,
				   WFDB_SIGNALS_MAX);
	h->signals = (unsigned)signals;
	return 0;
}

static int parse_frames(struct parse *p, struct wfdb_header *h, const char *token)
{
	const char *end = decimal_int64(token, &h->frames);

	/* Far beyond any file, and products with small numbers still fit. */
	if (!end || *end || h->frames < 0 || h->frames > INT64_C(1) << 40)
		return message_set(p->message, -EBADMSG,
				   "%s: the number of samples \"%.32s\" is absurd", p->path, token);
	if (h->frames == 0)
		h->frames = -1;
	return 0;
}

/* name[/segments] signals [rate [frames [time [date]]]] */
static int parse_record(struct parse *p, struct wfdb_header *h, const struct tokens *t)
{
	int rc;

	if (strchr(t->token[0], '/'))
		return message_set(p->message, -EPROTONOSUPPORT,
				   "%s: records of several segments are not read; give one segment",
				   p->path);
	if (t->count < 2)
		return message_set(p->message, -EBADMSG,
				   "%s: the first line states no number of signals", p->path);
	rc = parse_signals(p, h, t->token[1]);
	h->rate_hz = rate_default_hz;
	h->frames = -1;
	if (rc == 0 && t->count > 2)
		rc = parse_rate(p, h, t->token[2]);
	if (rc == 0 && t->count > 3)
		rc = parse_frames(p, h, t->token[3]);
	return rc;
}

static int parse_file(struct parse *p, struct wfdb_signal *s, const char *token)
{
	size_t size = strlen(token);

	if (size >= sizeof s->file)
		return message_set(p->message, -EBADMSG, "%s: a signal file's name is too long",
				   p->path);
	if (strchr(token, '/') || strchr(token, '\\') || strcmp(token, ".") == 0 ||
	    strcmp(token, "..") == 0)
		return message_set(
		    p->message, -EPERM,
		    "%s: the signal file \"%.64s\" is outside the record's own folder", p->path,
		    token);
	if (strcmp(token, "-") == 0 || strcmp(token, "~") == 0)
		return message_set(p->message, -EPROTONOSUPPORT,
				   "%s: names no signal file (\"%s\")", p->path, token);
	memcpy(s->file, token, size + 1);
	return 0;
}

static int parse_format_suffix(struct wfdb_signal *s, char kind, int64_t value)
{
	switch (kind) {
	case 'x':
		s->samples_per_frame = (unsigned)value;
		return value >= 1 && value <= WFDB_SAMPLES_PER_FRAME_MAX ? 0 : -EBADMSG;
	case ':':
		s->skew_frames = (unsigned)value;
		return value >= 0 && value <= 1000000 ? 0 : -EBADMSG;
	case '+':
		s->byte_offset = value;
		return value >= 0 && value <= INT64_C(1) << 40 ? 0 : -EBADMSG;
	default:
		return -EBADMSG;
	}
}

/* format[xsamples_per_frame][:skew][+byte_offset] */
static int parse_format(struct parse *p, struct wfdb_signal *s, const char *token)
{
	int64_t value;
	const char *c = decimal_int64(token, &value);

	if (!c)
		return message_set(p->message, -EBADMSG, "%s: the format \"%.32s\" is not a number",
				   p->path, token);
	s->format = value >= 0 && value < 1000 ? (int)value : -1;
	if (!wfdb_format_find(s->format))
		return message_set(p->message, -EPROTONOSUPPORT,
				   "%s: format %.32s is not read (known: %s)", p->path, token,
				   WFDB_FORMATS_KNOWN);
	s->samples_per_frame = 1;
	while (*c) {
		char kind = *c;

		c = decimal_int64(c + 1, &value);
		if (!c || parse_format_suffix(s, kind, value) < 0)
			return message_set(p->message, -EBADMSG,
					   "%s: the format \"%.32s\" cannot be understood", p->path,
					   token);
	}
	return 0;
}

static const char *parse_baseline(struct wfdb_signal *s, const char *c, bool *known)
{
	int64_t value;

	c = decimal_int64(c, &value);
	if (!c || *c != ')' || value < INT32_MIN || value > INT32_MAX)
		return NULL;
	s->baseline = (int32_t)value;
	*known = true;
	return c + 1;
}

/* gain[(baseline)][/unit]; a gain of 0 or none is the format's default of 200 per mV. */
static int parse_gain(struct parse *p, struct wfdb_signal *s, const char *token,
		      bool *baseline_known)
{
	double gain = gain_default;
	const char *c = decimal_double(token, &gain);
	const char *unit = "mV";

	if (c && *c == '(')
		c = parse_baseline(s, c + 1, baseline_known);
	if (c && *c == '/') {
		unit = c + 1;
		c = unit + strlen(unit);
	}
	if (!c || *c || !*unit || strlen(unit) >= sizeof s->unit)
		return message_set(p->message, -EBADMSG,
				   "%s: the gain \"%.48s\" cannot be understood", p->path, token);
	memcpy(s->unit, unit, strlen(unit) + 1);
	s->uv_per_count = voltage_unit_uv(unit, strlen(unit)) / (gain == 0 ? gain_default : gain);
	if (fabs(s->uv_per_count) > uv_per_count_max)
		return message_set(p->message, -EBADMSG, "%s: the gain \"%.48s\" is absurd",
				   p->path, token);
	return 0;
}

static int parse_count(struct parse *p, const char *token, int32_t *value)
{
	int64_t wide;
	const char *end = decimal_int64(token, &wide);

	if (!end || *end || wide < INT32_MIN || wide > INT32_MAX)
		return message_set(p->message, -EBADMSG, "%s: \"%.32s\" should be a whole number",
				   p->path, token);
	*value = (int32_t)wide;
	return 0;
}

/* What does not fit is left out; what could move a terminal's cursor becomes '?'. */
static void copy_label(char label[static RECORDING_LABEL_MAX], const char *text)
{
	size_t size = 0;

	for (; text[size] && size < RECORDING_LABEL_MAX - 1; size++) {
		unsigned char byte = (unsigned char)text[size];

		label[size] = byte < 0x20 || byte == 0x7f ? '?' : text[size];
	}
	label[size] = '\0';
}

/* [gain [resolution [zero [initial [checksum [block [description]]]]]]], from token[2] on. */
static int parse_scale(struct parse *p, struct wfdb_signal *s, const struct tokens *t)
{
	bool baseline_known = false;
	int32_t zero = 0;
	int32_t checksum = 0;
	int rc = parse_gain(p, s, t->count > 2 ? t->token[2] : "0", &baseline_known);

	if (rc == 0 && t->count > 4)
		rc = parse_count(p, t->token[4], &zero);
	if (!baseline_known)
		s->baseline = zero;
	if (rc == 0 && t->count > 5)
		rc = parse_count(p, t->token[5], &s->initial);
	s->initial_known = t->count > 5;
	if (rc == 0 && t->count > 6)
		rc = parse_count(p, t->token[6], &checksum);
	s->checksum = (uint16_t)checksum;
	/* The MATLAB exporter of the challenges writes 0 where it worked none out. */
	s->checksum_known = t->count > 6 && !(checksum == 0 && s->byte_offset > 0);
	if (t->count > 8)
		copy_label(s->label, t->token[8]);
	return rc;
}

static int parse_signal(struct parse *p, struct wfdb_signal *s, const struct tokens *t)
{
	int rc;

	if (t->count < 2)
		return message_set(p->message, -EBADMSG, "%s: a signal's line has no format",
				   p->path);
	rc = parse_file(p, s, t->token[0]);
	if (rc == 0)
		rc = parse_format(p, s, t->token[1]);
	return rc == 0 ? parse_scale(p, s, t) : rc;
}

/* Signals of one file stand together and share its layout. */
static int check_group(struct parse *p, const struct wfdb_header *h, unsigned i)
{
	const struct wfdb_signal *s = &h->signal[i];

	for (unsigned k = 0; k < i; k++) {
		const struct wfdb_signal *other = &h->signal[k];

		if (strcmp(other->file, s->file) != 0)
			continue;
		if (other->format != s->format || other->byte_offset != s->byte_offset ||
		    strcmp(h->signal[i - 1].file, s->file) != 0)
			return message_set(
			    p->message, -EBADMSG,
			    "%s: the signals of %.64s do not agree on how it is laid out", p->path,
			    s->file);
	}
	return 0;
}

int wfdb_header_parse(struct wfdb_header *h, const char *text, size_t size, const char *path,
		      struct recording_message *message)
{
	struct parse p = {.at = text, .end = text + size, .path = path, .message = message};
	struct tokens t;
	int rc = next_line(&p, &t);

	memset(h, 0, sizeof *h);
	if (rc == 0)
		return message_set(message, -EBADMSG, "%s: the header is empty", path);
	if (rc > 0)
		rc = parse_record(&p, h, &t);
	for (unsigned i = 0; rc >= 0 && i < h->signals; i++) {
		rc = next_line(&p, &t);
		if (rc == 0)
			return message_set(message, -EBADMSG,
					   "%s: states %u signals but describes %u", path,
					   h->signals, i);
		if (rc > 0)
			rc = parse_signal(&p, &h->signal[i], &t);
		if (rc == 0)
			rc = check_group(&p, h, i);
	}
	return rc < 0 ? rc : 0;
}
