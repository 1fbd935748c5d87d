/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-head.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-file.h"

#include <sodium.h>
#include <string.h>

#define HEAD_NAME "head"

enum {
	MAGIC_SIZE = 8,
	MAC_SIZE = 32,
	AUTHENTICATED_SIZE = MAGIC_SIZE + 8 + 8 + HT_STORE_SUM_SIZE,
	SLOT_SIZE = AUTHENTICATED_SIZE + MAC_SIZE,
	NO_SLOT = -1,
};

static const char magic[] = "HTHEAD1\n";

struct slot {
	gboolean is_valid;
	guint64 serial;
	guint64 epoch;
	guint8 digest[HT_STORE_SUM_SIZE];
};

struct _HtStoreHead {
	HtSecret *key;
	char *path;
	sqlite3_file *file;
	struct slot slots[HT_STORE_HEAD_SLOTS];
	guint64 serial; /* of the newest write */
	int written;    /* the slot written last */
	int committed;  /* that of the commit that counts */
};

static void put_u64(guint8 *at, guint64 value)
{
	guint64 bytes = GUINT64_TO_LE(value);

	memcpy(at, &bytes, sizeof(bytes));
}

static guint64 get_u64(const guint8 *at)
{
	guint64 bytes;

	memcpy(&bytes, at, sizeof(bytes));
	return GUINT64_FROM_LE(bytes);
}

static void make_mac(const HtStoreHead *head, const guint8 *bytes, guint8 mac[MAC_SIZE])
{
	crypto_generichash(mac, MAC_SIZE, bytes, AUTHENTICATED_SIZE, ht_secret_bytes(head->key),
			   ht_secret_size(head->key));
}

static void encode(const HtStoreHead *head, const struct slot *slot, guint8 bytes[SLOT_SIZE])
{
	memcpy(bytes, magic, MAGIC_SIZE);
	put_u64(bytes + MAGIC_SIZE, slot->serial);
	put_u64(bytes + MAGIC_SIZE + 8, slot->epoch);
	memcpy(bytes + MAGIC_SIZE + 16, slot->digest, HT_STORE_SUM_SIZE);
	make_mac(head, bytes, bytes + AUTHENTICATED_SIZE);
}

static void decode(const HtStoreHead *head, const guint8 bytes[SLOT_SIZE], struct slot *slot)
{
	guint8 mac[MAC_SIZE];

	make_mac(head, bytes, mac);
	slot->is_valid = memcmp(bytes, magic, MAGIC_SIZE) == 0 &&
			 sodium_memcmp(mac, bytes + AUTHENTICATED_SIZE, MAC_SIZE) == 0;
	slot->serial = get_u64(bytes + MAGIC_SIZE);
	slot->epoch = get_u64(bytes + MAGIC_SIZE + 8);
	memcpy(slot->digest, bytes + MAGIC_SIZE + 16, HT_STORE_SUM_SIZE);
}

static sqlite3_int64 offset_of(int slot)
{
	return (sqlite3_int64)slot * HT_STORE_HEAD_SLOT_SPACE;
}

static int read_slots(HtStoreHead *head)
{
	for (int i = 0; i < HT_STORE_HEAD_SLOTS; i++) {
		guint8 bytes[SLOT_SIZE] = {0};
		int result =
		    head->file->pMethods->xRead(head->file, bytes, SLOT_SIZE, offset_of(i));

		/* What a short file lacks is read as zero. */
		if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ)
			return result;
		decode(head, bytes, &head->slots[i]);
		if (head->slots[i].is_valid)
			head->serial = MAX(head->serial, head->slots[i].serial);
	}
	return SQLITE_OK;
}

static int open_file(HtStoreHead *head)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	/* A kind of file that the VFS neither locks nor maps. */
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MASTER_JOURNAL;
	int result;

	head->file = g_malloc0((gsize)vfs->szOsFile);
	result = vfs->xOpen(vfs, head->path, head->file, flags, &flags);
	return result == SQLITE_OK ? read_slots(head) : result;
}

HtStoreHead *ht_store_head_open(const char *dir, const HtSecret *key, GError **error)
{
	HtStoreHead *head = g_new0(HtStoreHead, 1);
	int result;

	head->key = ht_secret_new(ht_secret_bytes(key), ht_secret_size(key));
	head->path = g_canonicalize_filename(HEAD_NAME, dir);
	head->written = NO_SLOT;
	head->committed = NO_SLOT;
	if (!ht_store_file_prepare(head->path, error)) {
		ht_store_head_free(head);
		return NULL;
	}
	result = open_file(head);
	if (result == SQLITE_OK)
		return head;
	ht_store_set_error(error, result, head->path);
	ht_store_head_free(head);
	return NULL;
}

void ht_store_head_free(HtStoreHead *head)
{
	if (!head)
		return;
	if (head->file && head->file->pMethods)
		head->file->pMethods->xClose(head->file);
	g_free(head->file);
	g_free(head->path);
	ht_secret_free(head->key);
	g_free(head);
}

guint64 ht_store_head_newest(const HtStoreHead *head)
{
	guint64 newest = 0;

	for (int i = 0; i < HT_STORE_HEAD_SLOTS; i++) {
		if (head->slots[i].is_valid)
			newest = MAX(newest, head->slots[i].epoch);
	}
	return newest;
}

static gboolean has_valid_slot(const HtStoreHead *head)
{
	for (int i = 0; i < HT_STORE_HEAD_SLOTS; i++) {
		if (head->slots[i].is_valid)
			return TRUE;
	}
	return FALSE;
}

/* The newest write of that commit, or NO_SLOT. */
static int find_slot(const HtStoreHead *head, guint64 epoch, const guint8 digest[HT_STORE_SUM_SIZE])
{
	int found = NO_SLOT;

	for (int i = 0; i < HT_STORE_HEAD_SLOTS; i++) {
		const struct slot *slot = &head->slots[i];

		if (slot->is_valid && slot->epoch == epoch &&
		    memcmp(slot->digest, digest, HT_STORE_SUM_SIZE) == 0 &&
		    (found == NO_SLOT || slot->serial > head->slots[found].serial))
			found = i;
	}
	return found;
}

gboolean ht_store_head_judge(HtStoreHead *head, guint64 epoch,
			     const guint8 digest[HT_STORE_SUM_SIZE], GError **error)
{
	guint64 newest = ht_store_head_newest(head);

	head->committed = find_slot(head, epoch, digest);
	/* A database that was never written to, and perhaps was about to be for the first time. */
	if (epoch == 0 && newest <= 1)
		return TRUE;
	if (head->committed != NO_SLOT && newest <= epoch + 1)
		return TRUE;
	if (!has_valid_slot(head))
		g_set_error(error, HT_ERROR, HT_ERROR_STALE,
			    "%s is missing or not this hub's: whether the database is the one that "
			    "was written last cannot be told",
			    head->path);
	else if (newest < epoch)
		g_set_error(error, HT_ERROR, HT_ERROR_STALE,
			    "%s is older than the database beside it: somebody put an old one back",
			    head->path);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_STALE,
			    "the database is not the one that was written last: an older one, or "
			    "a part of one, was put back; commit %" G_GUINT64_FORMAT
			    " was expected, %" G_GUINT64_FORMAT " is there",
			    newest, epoch);
	return FALSE;
}

/* The oldest write, but never that of the commit that counts. */
static int choose_slot(const HtStoreHead *head)
{
	int oldest = NO_SLOT;

	for (int i = 0; i < HT_STORE_HEAD_SLOTS; i++) {
		if (i == head->committed)
			continue;
		if (!head->slots[i].is_valid)
			return i;
		if (oldest == NO_SLOT || head->slots[i].serial < head->slots[oldest].serial)
			oldest = i;
	}
	return oldest;
}

static int write_slot(HtStoreHead *head, int place, guint64 epoch,
		      const guint8 digest[HT_STORE_SUM_SIZE])
{
	struct slot *slot = &head->slots[place];
	guint8 bytes[SLOT_SIZE];

	*slot = (struct slot){.serial = ++head->serial, .epoch = epoch};
	memcpy(slot->digest, digest, HT_STORE_SUM_SIZE);
	encode(head, slot, bytes);
	slot->is_valid = TRUE;
	return head->file->pMethods->xWrite(head->file, bytes, SLOT_SIZE, offset_of(place));
}

static int sync_file(HtStoreHead *head)
{
	return head->file->pMethods->xSync(head->file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

int ht_store_head_write(HtStoreHead *head, guint64 epoch, const guint8 digest[HT_STORE_SUM_SIZE])
{
	int place = choose_slot(head);
	int result = write_slot(head, place, epoch, digest);

	if (result == SQLITE_OK)
		result = sync_file(head);
	head->written = place;
	return result;
}

void ht_store_head_committed(HtStoreHead *head)
{
	head->committed = head->written;
}

int ht_store_head_finish(HtStoreHead *head)
{
	struct slot last;
	int result = SQLITE_OK;

	/* A commit that failed may still turn out to be durable. */
	if (head->committed == NO_SLOT ||
	    (head->written != NO_SLOT && head->written != head->committed))
		return SQLITE_OK;
	last = head->slots[head->committed];
	for (int i = 0; i < HT_STORE_HEAD_SLOTS && result == SQLITE_OK; i++) {
		if (i != head->committed && head->slots[i].is_valid)
			result = write_slot(head, i, last.epoch, last.digest);
	}
	return result == SQLITE_OK ? sync_file(head) : result;
}
