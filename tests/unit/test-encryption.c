/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel's list of links says of one wearable; a real kernel's is asked in check-vm. */
#include "ble/link/encryption.h"

#include <bluetooth/bluetooth.h>
#include <bluetooth/hci.h>

#define STRAP "A0:9E:1A:00:00:01"

enum { LE = 0x80, LINKS = 2 };

typedef struct {
	const char *name;
	struct {
		guint8 last; /* byte of the address; 0 = no such link */
		guint8 type;
		guint32 mode;
	} link[LINKS];
	HtEncryption answer;
} Row;

static const Row rows[] = {
    {"no-link", {{0}}, HT_ENCRYPTION_NO_LINK},
    {"somebody-elses", {{2, LE, HCI_LM_ENCRYPT}}, HT_ENCRYPTION_NO_LINK},
    {"plain", {{1, LE, 0}}, HT_ENCRYPTION_OFF},
    {"encrypted", {{1, LE, HCI_LM_ENCRYPT}}, HT_ENCRYPTION_ON},
    {"authenticated-only", {{1, LE, HCI_LM_AUTH}}, HT_ENCRYPTION_OFF},
    {"behind-another", {{2, LE, 0}, {1, LE, HCI_LM_ENCRYPT}}, HT_ENCRYPTION_ON},
    {"classic-of-that-address", {{1, ACL_LINK, HCI_LM_ENCRYPT}}, HT_ENCRYPTION_NO_LINK},
    {"classic-beside-a-plain-one", {{1, ACL_LINK, HCI_LM_ENCRYPT}, {1, LE, 0}}, HT_ENCRYPTION_OFF},
    /* One of a public and one of a random address, which the list does not tell apart. */
    {"one-of-two-plain", {{1, LE, HCI_LM_ENCRYPT}, {1, LE, 0}}, HT_ENCRYPTION_OFF},
};

static void test_row(gconstpointer data)
{
	const Row *row = data;
	g_autofree struct hci_conn_list_req *list =
	    g_malloc0(sizeof *list + LINKS * sizeof list->conn_info[0]);

	for (guint i = 0; i < LINKS && row->link[i].last; i++) {
		struct hci_conn_info *info = &list->conn_info[list->conn_num++];

		/* The last byte comes first. */
		info->bdaddr = (bdaddr_t){{row->link[i].last, 0, 0, 0x1a, 0x9e, 0xa0}};
		info->type = row->link[i].type;
		info->link_mode = row->link[i].mode;
	}
	g_assert_cmpint(ht_encryption_judge(list, STRAP), ==, row->answer);
	g_assert_cmpint(ht_encryption_judge(list, "a0:9e:1a:00:00:01"), ==, row->answer);
	g_assert_cmpint(ht_encryption_judge(list, "A0:9E:1A:00:00:0"), ==, HT_ENCRYPTION_UNKNOWN);
	g_assert_cmpint(ht_encryption_judge(list, "A0:9E:1A:00:00:0x"), ==, HT_ENCRYPTION_UNKNOWN);
}

/* Nothing is asked of an adapter that is none. */
static void test_no_adapter(void)
{
	const HtLinkSettings settings = {0};

	g_assert_cmpint(ht_encryption_ask(&settings, NULL, STRAP), ==, HT_ENCRYPTION_UNKNOWN);
	g_assert_cmpint(ht_encryption_ask(&settings, "/org/bluez/usb0", STRAP), ==,
			HT_ENCRYPTION_UNKNOWN);
	g_assert_cmpint(ht_encryption_ask(&settings, "/org/bluez/hci65536", STRAP), ==,
			HT_ENCRYPTION_UNKNOWN);
	g_assert_cmpint(ht_encryption_ask(&settings, "/org/bluez/hci0x", STRAP), ==,
			HT_ENCRYPTION_UNKNOWN);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/encryption/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/encryption/no-adapter", test_no_adapter);
	return g_test_run();
}
