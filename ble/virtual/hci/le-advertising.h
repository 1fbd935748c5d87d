/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an advertisement says: that it is LE only, its services as far as they fit, and in the scan
 * response its name. Pure.
 *
 * Bluetooth Core Specification, Vol 3 Part C, 11; Supplement, Part A. Both writers make the
 * parameters of the HCI command: a length, then 31 bytes.
 */
#pragma once

#include "ble/virtual/hci/att-table.h"

enum { LE_ADVERTISING_DATA_MAX = 31, LE_ADVERTISING_DATA_SIZE = 1 + LE_ADVERTISING_DATA_MAX };

/* Services with 2 bytes first; those of the Generic Access and Attribute profiles are not said. */
void le_advertising_data(const struct att_table *table, uint8_t out[LE_ADVERTISING_DATA_SIZE]);
/* A name that is too long is cut and marked as such. */
void le_scan_response_data(const char *name, uint8_t out[LE_ADVERTISING_DATA_SIZE]);
