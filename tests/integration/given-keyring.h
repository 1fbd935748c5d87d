/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For programs of the tests that are called as PROGRAM DIR FD. */
#pragma once

#include "privacy/keys/keyring.h"

/* (transfer full) The keys in DIR, opened with the passphrase on FD; NULL: the error may be unset
 * where that is not how it was called. */
HtKeyring *given_keyring(int argc, char **argv, GError **error);
