/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names on the bus that bluetoothd uses. */
#pragma once

#define BLUEZ_NAME      "org.bluez"
#define BLUEZ_ROOT_PATH "/org/bluez"

#define BLUEZ_ERROR_ALREADY_EXISTS "org.bluez.Error.AlreadyExists"
#define BLUEZ_ERROR_AUTHENTICATION "org.bluez.Error.AuthenticationFailed"
#define BLUEZ_ERROR_FAILED         "org.bluez.Error.Failed"
#define BLUEZ_ERROR_IN_PROGRESS    "org.bluez.Error.InProgress"
#define BLUEZ_ERROR_NOT_SUPPORTED  "org.bluez.Error.NotSupported"
#define BLUEZ_ERROR_NOT_PERMITTED  "org.bluez.Error.NotPermitted"
#define BLUEZ_ERROR_DOES_NOT_EXIST "org.bluez.Error.DoesNotExist"
