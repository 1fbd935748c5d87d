/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a link is encrypted now: the kernel's own list of links (ioctl HCIGETCONNLIST), which no
 * D-Bus property tells.
 *
 * Only the ENCRYPT bit counts: on LE the kernel sets AUTH with any encryption. The bit says that
 * some key is in use; together with a bond that has not changed since enrolment it says whose.
 */
#pragma once

#include "ble/link/settings.h"

G_BEGIN_DECLS

typedef enum {
	HT_ENCRYPTION_ON,
	HT_ENCRYPTION_OFF,
	HT_ENCRYPTION_NO_LINK, /* the kernel knows no such link (any more) */
	HT_ENCRYPTION_UNKNOWN, /* the kernel does not say */
} HtEncryption;

struct hci_conn_list_req;

/* What the kernel's list says of the wearable. */
HtEncryption ht_encryption_judge(const struct hci_conn_list_req *list, const char *address);
/* adapter_path ends in hciN. Does not wait. */
HtEncryption ht_encryption_ask(const HtLinkSettings *settings, const char *adapter_path,
			       const char *address);

G_END_DECLS
