/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include <errno.h>
#include <string.h>

enum { TYPE_MASK = 0x3F };

void pmd_decoder_init(void *state)
{
	memset(state, 0, sizeof(struct pmd_decoder));
}

/* The frames may be here before the answer: where no rate is known yet the one asked for will do.
 */
void pmd_decoder_sent(void *state, const uint8_t *data, size_t size)
{
	struct pmd_decoder *decoder = state;
	struct pmd_command command;

	if (pmd_command_decode(data, size, &command) < 0 || command.operation != PMD_START ||
	    command.type >= PMD_TYPES_MAX)
		return;
	decoder->asked_rate_hz[command.type] = command.settings.rate_hz;
	if (decoder->stream[command.type].rate_mhz == 0)
		decoder->stream[command.type].rate_mhz = command.settings.rate_hz * 1000U;
}

/* A start without a factor: counts are in the unit of the frame as they are. */
static void learn_start(struct pmd_decoder *decoder, const struct pmd_response *response)
{
	struct pmd_stream *stream = &decoder->stream[response->type];

	stream->factor = response->factor > 0 ? response->factor : 1;
	if (decoder->asked_rate_hz[response->type] > 0)
		stream->rate_mhz = decoder->asked_rate_hz[response->type] * 1000U;
}

/* A stream that the last connection left running sends before it is started anew: what is on offer
 * is then all that is known, if there is no choice. */
static void learn_offer(struct pmd_decoder *decoder, const struct pmd_response *response)
{
	struct pmd_stream *stream = &decoder->stream[response->type];

	if (stream->rate_mhz == 0 && response->offer.rate_hz.count == 1)
		stream->rate_mhz = response->settings.rate_hz * 1000U;
}

void pmd_decoder_answered(void *state, const uint8_t *data, size_t size)
{
	struct pmd_decoder *decoder = state;
	struct pmd_response response;

	if (pmd_reply_push(&decoder->reply, data, size) <= 0 ||
	    pmd_response_decode(decoder->reply.data, decoder->reply.size, &response) < 0 ||
	    response.status != PMD_SUCCESS)
		return;
	if (response.operation == PMD_START)
		learn_start(decoder, &response);
	else if (response.operation == PMD_GET_SETTINGS)
		learn_offer(decoder, &response);
}

int pmd_decoder_push(void *state, const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	const struct pmd_decoder *decoder = state;

	if (size == 0)
		return -EBADMSG;
	return pmd_frame_push(data, size, &decoder->stream[data[0] & TYPE_MASK], sink);
}
