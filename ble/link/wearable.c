/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for what a wearable does and streams. */
#include "ble/link/wearable.h"

const char *ht_wearable_state_name(HtWearableState state)
{
	switch (state) {
	case HT_WEARABLE_ABSENT:
		return "absent";
	case HT_WEARABLE_FOUND:
		return "found";
	case HT_WEARABLE_CONNECTING:
		return "connecting";
	case HT_WEARABLE_RESOLVING:
		return "resolving";
	case HT_WEARABLE_STARTING:
		return "starting";
	case HT_WEARABLE_STREAMING:
		return "streaming";
	case HT_WEARABLE_WAITING:
		return "waiting";
	}
	return "unknown";
}

const char *ht_stream_kind_name(HtStreamKind kind)
{
	switch (kind) {
	case HT_STREAM_ECG:
		return "ecg";
	case HT_STREAM_ACCELERATION:
		return "acceleration";
	case HT_STREAM_ANGULAR_RATE:
		return "angular-rate";
	case HT_STREAM_MAGNETIC_FIELD:
		return "magnetic-field";
	case HT_STREAM_PPG:
		return "ppg";
	case HT_STREAM_INTERVALS:
		return "intervals";
	case HT_STREAMS:
		break;
	}
	return "unknown";
}
