/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/settings.h"

const HtLinkSettings ht_link_settings_default = {
    .wait_when_full = FALSE,
    .ring_bytes = 1 << 17,
    .retry_ms = 1000,
    .retry_max_ms = 60000,
    .connect_ms = 60000,
    .resolve_ms = 30000,
    .reply_ms = 10000,
    .revive_ms = 600000,
    .stop_ms = 10000,
    .links_max = 5,
};

void ht_link_settings_complete(HtLinkSettings *settings)
{
	const HtLinkSettings *defaults = &ht_link_settings_default;

	settings->ring_bytes = settings->ring_bytes ? settings->ring_bytes : defaults->ring_bytes;
	settings->retry_ms = settings->retry_ms ? settings->retry_ms : defaults->retry_ms;
	settings->retry_max_ms = MAX(settings->retry_max_ms, settings->retry_ms);
	settings->connect_ms = settings->connect_ms ? settings->connect_ms : defaults->connect_ms;
	settings->resolve_ms = settings->resolve_ms ? settings->resolve_ms : defaults->resolve_ms;
	settings->reply_ms = settings->reply_ms ? settings->reply_ms : defaults->reply_ms;
	settings->revive_ms = settings->revive_ms ? settings->revive_ms : defaults->revive_ms;
	settings->stop_ms = settings->stop_ms ? settings->stop_ms : defaults->stop_ms;
	settings->links_max = settings->links_max ? settings->links_max : defaults->links_max;
}
