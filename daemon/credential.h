/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key that the service manager may hand over: systemd.exec(5), LoadCredentialEncrypted=. */
#pragma once

#define HT_CREDENTIAL_NAME "health-twin.key"

/* A descriptor to read it from and to close, or -1 where there is none. */
int ht_credential_open(void);
