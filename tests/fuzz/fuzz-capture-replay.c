/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture, whatever is in it, through decoders and models, and as a virtual wearable. */
#include "ble/virtual/capture-source.h"
#include "client/capture/capture-replay.h"
#include "fuzz-folder.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_stream(gpointer context, const HtReplayStream *stream)
{
	(void)context;
	if (stream->wearable >= CAPTURE_WEARABLES_MAX || stream->number == 0)
		abort();
}

static void on_event(gpointer context, const HtReplayStream *stream, const struct ecg_event *event)
{
	(void)context;
	/* Everything lies within the stream. */
	if (event->kind == ECG_FINDING && (event->finding.start_index < 0 ||
					   event->finding.end_index > stream->engine.next_index))
		abort();
}

static void on_gap(gpointer context, const HtReplayStream *stream, gint64 first, gint64 end)
{
	(void)context;
	(void)stream;
	if (first >= end)
		abort();
}

static void on_trust(gpointer context, const HtReplayStream *stream, guint reasons)
{
	(void)context;
	/* Only changes are told. */
	if (reasons != stream->trust_reasons)
		abort();
}

static void on_block(gpointer context, guint wearable, const struct sample_block *block,
		     guint reasons)
{
	(void)context;
	(void)reasons;
	if (wearable >= CAPTURE_WEARABLES_MAX || block->kind == SAMPLE_ECG)
		abort();
}

static void play(const char *path)
{
	struct recording_message message;
	struct wearable_packet packet = {.event = WEARABLE_PACKET};
	struct wearable_source samples;
	const struct wearable_kind *kind;
	struct capture_source *source;
	gpointer state;
	uint8_t value[WEARABLE_PACKET_MAX];

	if (capture_source_open(&source, path, 0, &message) < 0)
		return;
	kind = capture_source_kind(source);
	samples = capture_source_samples(source);
	state = g_malloc0(kind->state_size);
	kind->init(state, &wearable_settings_default, &samples);
	for (size_t i = 0; i < kind->services_count; i++) {
		const char *uuid = kind->services[i].characteristics[0].uuid;

		kind->read(state, uuid, value, sizeof value);
		kind->write(state, uuid, (const uint8_t *)"\2\0", 2, 247);
		kind->answer(state, &packet);
		kind->subscribe(state, uuid);
	}
	packet.event = WEARABLE_PACKET;
	kind->settle_ms(state);
	while (packet.event != WEARABLE_END && kind->next(state, &packet) == 0)
		;
	g_free(state);
	capture_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const HtReplaySink sink = {.begin = on_stream,
				   .event = on_event,
				   .gap = on_gap,
				   .end = on_stream,
				   .trust = on_trust,
				   .block = on_block};
	struct recording_message message;
	HtReplayCounts counts;
	struct fuzz_folder folder;
	const char *path;

	fuzz_folder_open(&folder);
	path = fuzz_folder_add(&folder, "x.capture", data, size);
	ht_capture_replay(path, &sink, &counts, &message);
	play(path);
	fuzz_folder_close(&folder);
	return 0;
}
