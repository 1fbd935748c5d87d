/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/h4.h"

#include <errno.h>

long h4_packet_size(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	switch (data[0]) {
	case H4_COMMAND:
		return size < H4_COMMAND_HEADER_SIZE ? 0 : H4_COMMAND_HEADER_SIZE + data[3];
	case H4_EVENT:
		return size < H4_EVENT_HEADER_SIZE ? 0 : H4_EVENT_HEADER_SIZE + data[2];
	case H4_ACL:
		return size < H4_ACL_HEADER_SIZE ? 0
						 : H4_ACL_HEADER_SIZE + (data[3] | data[4] << 8);
	default:
		return -EBADMSG;
	}
}
