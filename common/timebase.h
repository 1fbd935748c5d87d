/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time on this hub.
 *
 * Hub time is int64_t nanoseconds of UTC since 1970-01-01 (names end in _utc_ns).
 * Device time is uint64_t nanoseconds of the wearable's own clock (device_ns): monotonic
 * within one connection, of unknown origin, never to be compared between devices.
 * Sample positions are int64_t indices from the start of their stream (names end in _index).
 */
#pragma once

#include <stdint.h>

#define NS_PER_S  INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)

/* Polar's clock counts from 2000-01-01; seconds between that and 1970-01-01. */
#define POLAR_EPOCH_UNIX_S INT64_C(946684800)
