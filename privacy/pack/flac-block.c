/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/flac-block.h"

#include <FLAC/stream_decoder.h>
#include <FLAC/stream_encoder.h>

#include <string.h>

/* Any rate will do; this one takes four bits of a frame's header. */
enum { RATE_HZ = 8000, LEVEL = 8, HEAD_SIZE = 4 + 4 + 34 };

/* Samples of a frame; the last has what is left. A heart changes within minutes: its prediction is
 * made anew. */
enum { FRAME_SAMPLES = 4096 };

typedef struct {
	guint8 head[HEAD_SIZE];
	const guint8 *data;
	gsize size;
	gsize at; /* in head and data together */
	gint32 *values;
	guint samples, channels, bits;
	guint done; /* samples */
	gboolean failed;
} Decoding;

guint ht_flac_block_bits(const gint32 *values, gsize count)
{
	guint32 used = 0;
	guint bits = 1;

	for (gsize i = 0; i < count; i++)
		used |= (guint32)(values[i] < 0 ? ~values[i] : values[i]);
	for (; used != 0; used >>= 1)
		bits++;
	return MAX(bits, (guint)HT_FLAC_BITS_MIN);
}

static gboolean is_possible(guint samples, guint channels, guint bits)
{
	return samples >= HT_FLAC_SAMPLES_MIN && samples <= HT_FLAC_SAMPLES_MAX && channels >= 1 &&
	       channels <= HT_FLAC_CHANNELS_MAX && bits >= HT_FLAC_BITS_MIN &&
	       bits <= HT_FLAC_BITS_MAX;
}

static FLAC__StreamEncoderWriteStatus take_frame(const FLAC__StreamEncoder *encoder,
						 const FLAC__byte *bytes, size_t size,
						 guint32 samples, guint32 frame, void *context)
{
	(void)encoder;
	(void)frame;
	if (samples > 0) /* else it is of the head */
		g_byte_array_append(context, bytes, (guint)size);
	return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
}

static gboolean set_up(FLAC__StreamEncoder *encoder, guint samples, guint channels, guint bits)
{
	return FLAC__stream_encoder_set_streamable_subset(encoder, false) &&
	       FLAC__stream_encoder_set_channels(encoder, channels) &&
	       FLAC__stream_encoder_set_bits_per_sample(encoder, bits) &&
	       FLAC__stream_encoder_set_sample_rate(encoder, RATE_HZ) &&
	       FLAC__stream_encoder_set_compression_level(encoder, LEVEL) &&
	       FLAC__stream_encoder_set_blocksize(encoder, MIN(samples, (guint)FRAME_SAMPLES));
}

gboolean ht_flac_block_encode(const gint32 *values, guint samples, guint channels, guint bits,
			      GByteArray *out)
{
	guint before = out->len;
	FLAC__StreamEncoder *encoder;
	gboolean ok;

	if (!is_possible(samples, channels, bits))
		return FALSE;
	encoder = FLAC__stream_encoder_new();
	ok = encoder && set_up(encoder, samples, channels, bits) &&
	     FLAC__stream_encoder_init_stream(encoder, take_frame, NULL, NULL, NULL, out) ==
		 FLAC__STREAM_ENCODER_INIT_STATUS_OK &&
	     FLAC__stream_encoder_process_interleaved(encoder, values, samples);
	if (encoder) {
		ok &= FLAC__stream_encoder_finish(encoder);
		FLAC__stream_encoder_delete(encoder);
	}
	if (!ok)
		g_byte_array_set_size(out, before);
	return ok;
}

/* "fLaC" and a last block STREAMINFO: sizes of blocks, of frames (0 = not known), rate, channels,
 * bits, samples, no sum. */
static void make_head(Decoding *d)
{
	guint frame_samples = MIN(d->samples, (guint)FRAME_SAMPLES);
	guint8 *info = d->head + 8;
	guint64 packed = ((guint64)RATE_HZ << 44) | ((guint64)(d->channels - 1) << 41) |
			 ((guint64)(d->bits - 1) << 36) | d->samples;

	memcpy(d->head, "fLaC\x80\0\0\x22", 8);
	info[0] = info[2] = (guint8)(frame_samples >> 8);
	info[1] = info[3] = (guint8)frame_samples;
	for (guint i = 0; i < 8; i++)
		info[10 + i] = (guint8)(packed >> (56 - 8 * i));
}

static FLAC__StreamDecoderReadStatus give_bytes(const FLAC__StreamDecoder *decoder,
						FLAC__byte buffer[], size_t *size, void *context)
{
	Decoding *d = context;
	gsize given = 0;

	(void)decoder;
	if (d->failed)
		return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
	if (d->at < HEAD_SIZE) {
		given = MIN(*size, HEAD_SIZE - d->at);
		memcpy(buffer, d->head + d->at, given);
	} else if (d->at - HEAD_SIZE < d->size) {
		given = MIN(*size, d->size - (d->at - HEAD_SIZE));
		memcpy(buffer, d->data + (d->at - HEAD_SIZE), given);
	}
	d->at += given;
	*size = given;
	return given > 0 ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
			 : FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
}

static FLAC__StreamDecoderWriteStatus take_samples(const FLAC__StreamDecoder *decoder,
						   const FLAC__Frame *frame,
						   const FLAC__int32 *const buffer[], void *context)
{
	Decoding *d = context;
	guint samples = frame->header.blocksize;

	(void)decoder;
	if (frame->header.channels != d->channels || frame->header.bits_per_sample != d->bits ||
	    samples > d->samples - d->done)
		return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
	for (guint i = 0; i < samples; i++)
		for (guint c = 0; c < d->channels; c++)
			d->values[(gsize)(d->done + i) * d->channels + c] = buffer[c][i];
	d->done += samples;
	return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

static void take_error(const FLAC__StreamDecoder *decoder, FLAC__StreamDecoderErrorStatus status,
		       void *context)
{
	(void)decoder;
	(void)status;
	((Decoding *)context)->failed = TRUE;
}

gboolean ht_flac_block_decode(const guint8 *data, gsize size, gint32 *values, guint samples,
			      guint channels, guint bits)
{
	Decoding d = {.data = data,
		      .size = size,
		      .values = values,
		      .samples = samples,
		      .channels = channels,
		      .bits = bits};
	FLAC__StreamDecoder *decoder;
	gboolean ok;

	if (!is_possible(samples, channels, bits))
		return FALSE;
	make_head(&d);
	decoder = FLAC__stream_decoder_new();
	ok = decoder &&
	     FLAC__stream_decoder_init_stream(decoder, give_bytes, NULL, NULL, NULL, NULL,
					      take_samples, NULL, take_error,
					      &d) == FLAC__STREAM_DECODER_INIT_STATUS_OK &&
	     FLAC__stream_decoder_process_until_end_of_stream(decoder);
	if (decoder)
		FLAC__stream_decoder_delete(decoder);
	return ok && !d.failed && d.done == samples && d.at == HEAD_SIZE + size;
}
