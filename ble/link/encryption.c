/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/encryption.h"

#include <bluetooth/bluetooth.h>
#include <bluetooth/hci.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	LINKS_MAX = 64, /* far above what a controller can hold */
	/* The kernel's LE_LINK. */
	LINK_TYPE_LE = 0x80,
};

/* FALSE for a path that ends in no hciN. */
static gboolean adapter_index(const char *path, guint16 *index)
{
	const char *name = path ? strrchr(path, '/') : NULL;
	guint64 number;

	if (!name || !g_str_has_prefix(name, "/hci") ||
	    !g_ascii_string_to_unsigned(name + 4, 10, 0, G_MAXUINT16, &number, NULL))
		return FALSE;
	*index = (guint16)number;
	return TRUE;
}

/* The kernel has the last byte first. */
static gboolean address_bytes(const char *text, bdaddr_t *address)
{
	if (strlen(text) != 17)
		return FALSE;
	for (gsize i = 0; i < sizeof address->b; i++) {
		gint high = g_ascii_xdigit_value(text[3 * i]);
		gint low = g_ascii_xdigit_value(text[3 * i + 1]);

		if (high < 0 || low < 0)
			return FALSE;
		address->b[sizeof address->b - 1 - i] = (guint8)(high * 16 + low);
	}
	return TRUE;
}

HtEncryption ht_encryption_judge(const struct hci_conn_list_req *list, const char *address)
{
	HtEncryption answer = HT_ENCRYPTION_NO_LINK;
	bdaddr_t bytes;

	if (!address_bytes(address, &bytes))
		return HT_ENCRYPTION_UNKNOWN;
	for (guint i = 0; i < list->conn_num; i++) {
		const struct hci_conn_info *info = &list->conn_info[i];

		if (info->type != LINK_TYPE_LE || bacmp(&info->bdaddr, &bytes) != 0)
			continue;
		/* The list does not tell public from random addresses: all of them must be. */
		if (!(info->link_mode & HCI_LM_ENCRYPT))
			return HT_ENCRYPTION_OFF;
		answer = HT_ENCRYPTION_ON;
	}
	return answer;
}

static HtEncryption ask_kernel(guint16 adapter, const char *address)
{
	g_autofree struct hci_conn_list_req *list =
	    g_malloc0(sizeof *list + LINKS_MAX * sizeof list->conn_info[0]);
	int fd = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_HCI);
	int rc;

	if (fd < 0)
		return HT_ENCRYPTION_UNKNOWN;
	list->dev_id = adapter;
	list->conn_num = LINKS_MAX;
	rc = ioctl(fd, HCIGETCONNLIST, list);
	close(fd);
	return rc < 0 ? HT_ENCRYPTION_UNKNOWN : ht_encryption_judge(list, address);
}

HtEncryption ht_encryption_ask(const HtLinkSettings *settings, const char *adapter_path,
			       const char *address)
{
	guint16 adapter;

	if (!adapter_index(adapter_path, &adapter))
		return HT_ENCRYPTION_UNKNOWN;
	if (settings->is_encrypted)
		return settings->is_encrypted(settings->is_encrypted_context,
					      strrchr(adapter_path, '/') + 1, address)
			   ? HT_ENCRYPTION_ON
			   : HT_ENCRYPTION_OFF;
	return ask_kernel(adapter, address);
}
