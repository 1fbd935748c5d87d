/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

const char *pmd_status_name(uint8_t status)
{
	static const char *const names[] = {
	    [PMD_SUCCESS] = "success",
	    [PMD_INVALID_OPERATION] = "invalid operation",
	    [PMD_INVALID_TYPE] = "invalid measurement type",
	    [PMD_NOT_SUPPORTED] = "not supported",
	    [PMD_INVALID_LENGTH] = "invalid length",
	    [PMD_INVALID_PARAMETER] = "invalid parameter",
	    [PMD_ALREADY_IN_STATE] = "already in this state",
	    [PMD_INVALID_RESOLUTION] = "invalid resolution",
	    [PMD_INVALID_RATE] = "invalid sample rate",
	    [PMD_INVALID_RANGE] = "invalid range",
	    [PMD_INVALID_MTU] = "MTU too small",
	    [PMD_INVALID_CHANNELS] = "invalid number of channels",
	    [PMD_INVALID_STATE] = "not in this state",
	    [PMD_IN_CHARGER] = "the wearable is in its charger",
	    [PMD_DISK_FULL] = "the wearable's memory is full",
	};

	return status < sizeof names / sizeof names[0] ? names[status] : "unknown error";
}

const char *pmd_type_name(uint8_t type)
{
	static const char *const names[] = {
	    [PMD_ECG] = "ECG",
	    [PMD_PPG] = "PPG",
	    [PMD_ACC] = "acceleration",
	    [PMD_PPI] = "pulse interval",
	    [PMD_GYRO] = "gyroscope",
	    [PMD_MAG] = "magnetometer",
	    [PMD_SKIN_TEMPERATURE] = "skin temperature",
	    [PMD_SDK_MODE] = "SDK mode",
	    [PMD_LOCATION] = "location",
	    [PMD_PRESSURE] = "pressure",
	    [PMD_TEMPERATURE] = "temperature",
	    [PMD_OFFLINE_RECORDING] = "offline recording",
	    [PMD_OFFLINE_HEART_RATE] = "offline heart rate",
	};

	return type < sizeof names / sizeof names[0] && names[type] ? names[type] : "unknown";
}
