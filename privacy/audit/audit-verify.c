/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/audit-verify.h"

#include "privacy/audit/audit-file.h"

#include <sodium.h>
#include <string.h>

/* Gaps beyond this, in all, are not counted through: hashing a key so often takes seconds. */
#define GAP_MAX  G_GUINT64_CONSTANT(10000000)
#define BACK_MAX G_GINT64_CONSTANT(1000000000) /* ns that a clock may be set back by */
enum { CLOCK_UNSET = 0, CLOCK_SET = 1 };

struct seen {
	char *name;
	struct checkpoint checkpoint;
	gboolean compared;
};

/* Guarded. */
struct given {
	struct audit_owner_key key;
	gboolean met; /* a file's header names it */
};

/* Guarded: keys. */
struct secrets {
	struct audit_owner_key owner; /* whose chain of keys this is */
	guint8 key[AUDIT_KEY_SIZE];   /* of the entry key_sequence */
	guint8 trial[AUDIT_KEY_SIZE];
	guint8 content_key[AUDIT_KEY_SIZE];
};

struct _HtAuditVerifier {
	GPtrArray *keys;  /* of struct given */
	GPtrArray *seen;  /* of struct seen */
	GPtrArray *signs; /* of char: the hub's public keys as the chain tells them, hex */
	HtAuditReport *report;
	struct secrets *secrets;
	guint32 file;
	guint64 expected; /* number of the next entry; 0 = nothing was read yet */
	guint64 key_sequence;
	guint64 gaps_left; /* how far keys may still be counted on over gaps */
	gboolean has_key;
	gboolean has_content_key;
	gboolean unsure; /* something was found right before: what does not fit follows from it */
	gboolean announced_key;           /* the last entry says that a new key follows */
	guint8 key_id[AUDIT_KEY_ID_SIZE]; /* as the last file in its place names it */
	gint64 set_utc_ns;                /* of the newest entry with a set clock */
	gboolean set_utc_known;
	guint8 digest[AUDIT_DIGEST_SIZE]; /* of all before expected */
};

static gpointer guarded_new(gsize size)
{
	gpointer data = sodium_malloc((size + 15) & ~(gsize)15);

	if (!data)
		g_error("cannot get %" G_GSIZE_FORMAT " bytes of guarded memory", size);
	memset(data, 0, size);
	return data;
}

static void seen_free(gpointer data)
{
	struct seen *seen = data;

	g_free(seen->name);
	g_free(seen);
}

HtAuditVerifier *ht_audit_verifier_new(void)
{
	HtAuditVerifier *verifier = g_new0(HtAuditVerifier, 1);

	verifier->keys = g_ptr_array_new_with_free_func(sodium_free);
	verifier->seen = g_ptr_array_new_with_free_func(seen_free);
	verifier->signs = g_ptr_array_new_with_free_func(g_free);
	verifier->report = ht_audit_report_new();
	verifier->gaps_left = GAP_MAX;
	verifier->secrets = guarded_new(sizeof(struct secrets));
	return verifier;
}

void ht_audit_verifier_free(HtAuditVerifier *verifier)
{
	if (!verifier)
		return;
	g_ptr_array_unref(verifier->keys);
	g_ptr_array_unref(verifier->seen);
	g_ptr_array_unref(verifier->signs);
	ht_audit_report_free(verifier->report);
	sodium_free(verifier->secrets);
	g_free(verifier);
}

static void allow_sign_key(HtAuditVerifier *verifier, const guint8 hub_public[32])
{
	char *hex = g_malloc(2 * AUDIT_SIGNS_AS_BYTES + 1);

	sodium_bin2hex(hex, 2 * AUDIT_SIGNS_AS_BYTES + 1, hub_public, AUDIT_SIGNS_AS_BYTES);
	g_ptr_array_add(verifier->signs, hex);
}

void ht_audit_verifier_add_key(HtAuditVerifier *verifier, const struct audit_owner_key *key)
{
	struct given *given = guarded_new(sizeof(*given));

	given->key = *key;
	g_ptr_array_add(verifier->keys, given);
	allow_sign_key(verifier, key->hub_public);
	memcpy(verifier->secrets->content_key, key->content_key, AUDIT_KEY_SIZE);
	verifier->has_content_key = TRUE;
}

int ht_audit_verifier_add_encoded_key(HtAuditVerifier *verifier, const guint8 *data, gsize size)
{
	struct audit_owner_key key;
	int code = audit_owner_key_decode(&key, data, size);

	if (code == 0)
		ht_audit_verifier_add_key(verifier, &key);
	sodium_memzero(&key, sizeof(key));
	return code;
}

void ht_audit_verifier_add_checkpoint(HtAuditVerifier *verifier, const char *name,
				      const struct checkpoint *checkpoint)
{
	struct seen *seen = g_new0(struct seen, 1);

	seen->name = g_strdup(name);
	seen->checkpoint = *checkpoint;
	g_ptr_array_add(verifier->seen, seen);
}

static void found(HtAuditVerifier *verifier, HtAuditKind kind, guint64 first, guint64 last)
{
	ht_audit_report_add(verifier->report, kind, first, last, verifier->file, NULL);
	verifier->unsure |= ht_audit_kind_is_tampering(kind);
}

/* What the checkpoints that were signed after this entry say of everything up to it. */
static void compare_with_checkpoints(HtAuditVerifier *verifier)
{
	for (guint i = 0; i < verifier->seen->len; i++) {
		struct seen *seen = g_ptr_array_index(verifier->seen, i);
		const struct checkpoint *checkpoint = &seen->checkpoint;

		if (seen->compared || checkpoint->sequence != verifier->expected - 1)
			continue;
		seen->compared = TRUE;
		if (memcmp(checkpoint->digest, verifier->digest, AUDIT_DIGEST_SIZE) == 0)
			verifier->report->checkpoints++;
		else
			ht_audit_report_add(verifier->report, HT_FOUND_REPLACED, 1,
					    checkpoint->sequence, 0, seen->name);
	}
}

/* Brings the key to that of an entry; FALSE where there is none. */
static gboolean key_of(HtAuditVerifier *verifier, guint64 sequence, guint8 *out)
{
	guint64 steps = sequence - verifier->key_sequence;

	if (!verifier->has_key || sequence < verifier->key_sequence || steps > verifier->gaps_left)
		return FALSE;
	if (steps > 1)
		verifier->gaps_left -= steps;
	memcpy(out, verifier->secrets->key, AUDIT_KEY_SIZE);
	audit_key_advance(out, steps);
	return TRUE;
}

static void move_key_to(HtAuditVerifier *verifier, guint64 sequence)
{
	struct secrets *secrets = verifier->secrets;

	if (sequence <= verifier->key_sequence)
		return;
	verifier->has_key = key_of(verifier, sequence, secrets->trial);
	memcpy(secrets->key, secrets->trial, AUDIT_KEY_SIZE);
	verifier->key_sequence = sequence;
}

/* The key that a file's entries are under: the one that goes on, or another of those given. */
static void choose_key(HtAuditVerifier *verifier, const struct audit_header *header)
{
	struct secrets *secrets = verifier->secrets;

	if (verifier->has_key &&
	    memcmp(secrets->owner.key_id, header->key_id, AUDIT_KEY_ID_SIZE) == 0)
		return;
	verifier->has_key = FALSE;
	for (guint i = 0; i < verifier->keys->len; i++) {
		struct given *given = g_ptr_array_index(verifier->keys, i);
		const struct audit_owner_key *key = &given->key;

		if (memcmp(key->key_id, header->key_id, AUDIT_KEY_ID_SIZE) != 0)
			continue;
		given->met = TRUE;
		secrets->owner = *key;
		memcpy(secrets->key, key->first_key, AUDIT_KEY_SIZE);
		memcpy(secrets->content_key, key->content_key, AUDIT_KEY_SIZE);
		verifier->key_sequence = key->first_sequence;
		verifier->has_key = TRUE;
	}
}

static void check_reason(HtAuditVerifier *verifier, const struct audit_header *header)
{
	switch (header->reason) {
	case AUDIT_FIRST:
	case AUDIT_RESTARTED:
		if (verifier->expected > 0)
			found(verifier, HT_FOUND_RESTARTED, header->first_sequence,
			      header->first_sequence);
		break;
	case AUDIT_MISMATCH:
		/* The hub noticed, and wrote on elsewhere. */
		if (!verifier->unsure)
			found(verifier, HT_FOUND_REPLACED, 0, 0);
		break;
	case AUDIT_REKEYED:
		if (verifier->has_content_key && verifier->expected > 0 && !verifier->announced_key)
			found(verifier, HT_FOUND_RESTARTED, header->first_sequence,
			      header->first_sequence);
		break;
	case AUDIT_ROTATED:
		/* Another name of the key, and nothing after it would be checked. */
		if (verifier->expected > 0 && !verifier->unsure &&
		    memcmp(header->key_id, verifier->key_id, AUDIT_KEY_ID_SIZE) != 0)
			found(verifier, HT_FOUND_RESTARTED, header->first_sequence,
			      header->first_sequence);
		break;
	}
}

static void check_place(HtAuditVerifier *verifier, const struct audit_header *header)
{
	guint64 expected = MAX(verifier->expected, 1);

	if (header->first_sequence > expected)
		found(verifier, HT_FOUND_MISSING, expected, header->first_sequence - 1);
	else if (header->first_sequence < expected)
		found(verifier, HT_FOUND_MOVED, 0, 0);
	else if (verifier->expected > 0 && !verifier->unsure &&
		 memcmp(header->previous, verifier->digest, AUDIT_DIGEST_SIZE) != 0)
		found(verifier, HT_FOUND_REPLACED, 1, expected - 1);
}

static gboolean see_header(gpointer context, const guint8 bytes[AUDIT_BLOCK_SIZE])
{
	HtAuditVerifier *verifier = context;
	struct audit_header header;

	if (audit_header_decode(&header, bytes) < 0 || header.number != verifier->file) {
		found(verifier, HT_FOUND_CHANGED, 0, 0);
		return TRUE;
	}
	check_place(verifier, &header);
	check_reason(verifier, &header);
	if (header.first_sequence < verifier->expected)
		return TRUE;
	memcpy(verifier->key_id, header.key_id, sizeof(verifier->key_id));
	choose_key(verifier, &header);
	move_key_to(verifier, header.first_sequence);
	if (verifier->has_key && (verifier->key_sequence != header.first_sequence ||
				  audit_check_header(verifier->secrets->key, bytes) < 0))
		found(verifier, HT_FOUND_CHANGED, 0, 0);
	verifier->expected = header.first_sequence;
	memcpy(verifier->digest, header.previous, sizeof(verifier->digest));
	return TRUE;
}

static gboolean is_authentic(HtAuditVerifier *verifier, guint64 sequence,
			     const guint8 bytes[AUDIT_BLOCK_SIZE])
{
	struct secrets *secrets = verifier->secrets;

	return key_of(verifier, sequence, secrets->trial) &&
	       audit_check_entry(secrets->trial, bytes) == 0;
}

static void check_clock(HtAuditVerifier *verifier, guint64 sequence,
			const struct audit_plain *plain)
{
	if (plain->clock == CLOCK_UNSET)
		found(verifier, HT_FOUND_CLOCK_UNSET, sequence, sequence);
	if (plain->clock != CLOCK_SET)
		return;
	if (verifier->set_utc_known && plain->utc_ns < verifier->set_utc_ns - BACK_MAX)
		ht_audit_report_add(verifier->report, HT_FOUND_CLOCK_BACK, sequence, sequence,
				    verifier->file, NULL);
	verifier->set_utc_ns = plain->utc_ns;
	verifier->set_utc_known = TRUE;
}

/* What an authentic entry says of clock and keys. */
static void read_entry(HtAuditVerifier *verifier, const struct audit_block *block)
{
	struct audit_plain plain;

	verifier->announced_key = FALSE;
	if (!verifier->has_content_key ||
	    audit_unseal(verifier->secrets->content_key, block, &plain) < 0)
		return;
	check_clock(verifier, block->sequence, &plain);
	if (!g_str_equal(plain.action, AUDIT_ACTION))
		return;
	verifier->announced_key = g_str_equal(plain.detail, AUDIT_NEXT_KEY);
	if (g_str_has_prefix(plain.detail, AUDIT_SIGNS_AS))
		g_ptr_array_add(verifier->signs, g_strdup(plain.detail + strlen(AUDIT_SIGNS_AS)));
}

/* The entry stands at the number expected, whatever is to be said of it. */
static void step(HtAuditVerifier *verifier, const guint8 bytes[AUDIT_BLOCK_SIZE])
{
	audit_digest_add(verifier->digest, bytes);
	verifier->expected++;
	move_key_to(verifier, verifier->expected);
	compare_with_checkpoints(verifier);
}

static void see_in_place(HtAuditVerifier *verifier, const struct audit_block *block,
			 const guint8 bytes[AUDIT_BLOCK_SIZE])
{
	gboolean was_unsure = verifier->unsure;
	gboolean follows = memcmp(block->previous, verifier->digest, AUDIT_DIGEST_SIZE) == 0;

	verifier->unsure = FALSE;
	if (verifier->has_key && !is_authentic(verifier, block->sequence, bytes)) {
		found(verifier, HT_FOUND_CHANGED, block->sequence, block->sequence);
	} else {
		if (verifier->has_key)
			verifier->report->verified++;
		else
			found(verifier, HT_FOUND_UNVERIFIED, block->sequence, block->sequence);
		if (!follows && !was_unsure)
			found(verifier, HT_FOUND_REPLACED, 1, block->sequence - 1);
		read_entry(verifier, block);
		/* What comes after a gap says what was before it. */
		memcpy(verifier->digest, block->previous, AUDIT_DIGEST_SIZE);
	}
	step(verifier, bytes);
}

static gboolean see_entry(gpointer context, const guint8 bytes[AUDIT_BLOCK_SIZE])
{
	HtAuditVerifier *verifier = context;
	struct audit_block block;

	audit_block_decode(&block, bytes);
	if (block.sequence < verifier->expected) {
		ht_audit_report_found(verifier->report, block.sequence);
		ht_audit_report_add(verifier->report, HT_FOUND_MOVED, block.sequence,
				    block.sequence, verifier->file, NULL);
		verifier->unsure = TRUE;
		return TRUE;
	}
	if (block.sequence > verifier->expected) {
		/* A number that was changed is a change, not a gap. */
		if (verifier->has_key ? !is_authentic(verifier, block.sequence, bytes)
				      : block.sequence - verifier->expected > GAP_MAX) {
			found(verifier, HT_FOUND_CHANGED, verifier->expected, verifier->expected);
			step(verifier, bytes);
			return TRUE;
		}
		found(verifier, HT_FOUND_MISSING, verifier->expected, block.sequence - 1);
		verifier->expected = block.sequence;
		move_key_to(verifier, block.sequence);
	}
	see_in_place(verifier, &block, bytes);
	return TRUE;
}

gboolean ht_audit_verifier_add_file(HtAuditVerifier *verifier, guint32 number, int fd, goffset size,
				    gboolean newest, GError **error)
{
	g_autofree char *name = g_strdup_printf("file %06u", number);
	goffset first_end = MIN(size, AUDIT_BLOCK_SIZE);
	HtAuditReport *report = verifier->report;

	verifier->file = number;
	if (size < AUDIT_BLOCK_SIZE)
		found(verifier, HT_FOUND_CHANGED, 0, 0);
	if (!ht_audit_file_visit(fd, name, 0, first_end, see_header, verifier, error))
		return FALSE;
	if (verifier->expected > 0 && report->first == 0)
		report->first = verifier->expected;
	if (!ht_audit_file_visit(fd, name, AUDIT_BLOCK_SIZE, size, see_entry, verifier, error))
		return FALSE;
	if (size > AUDIT_BLOCK_SIZE && size % AUDIT_BLOCK_SIZE != 0)
		found(verifier, newest ? HT_FOUND_TORN : HT_FOUND_CHANGED, 0, 0);
	return TRUE;
}

static gboolean is_of_this_hub(const HtAuditVerifier *verifier, const struct checkpoint *checkpoint)
{
	char hex[2 * AUDIT_SIGNS_AS_BYTES + 1];

	sodium_bin2hex(hex, sizeof(hex), checkpoint->hub_public, AUDIT_SIGNS_AS_BYTES);
	for (guint i = 0; i < verifier->signs->len; i++)
		if (g_str_equal(g_ptr_array_index(verifier->signs, i), hex))
			return TRUE;
	return verifier->signs->len == 0;
}

/* A store only counts up: of two checkpoints the later one has the later epoch. */
static gboolean store_went_back(const HtAuditVerifier *verifier, const struct checkpoint *of)
{
	for (guint i = 0; i < verifier->seen->len; i++) {
		const struct seen *later = g_ptr_array_index(verifier->seen, i);

		if (later->checkpoint.sequence > of->sequence &&
		    later->checkpoint.store_epoch > 0 &&
		    later->checkpoint.store_epoch < of->store_epoch)
			return TRUE;
	}
	return FALSE;
}

/* The owner took a key of this chain: where no file is of it, the chain is another one. */
static void check_keys_were_met(const HtAuditVerifier *verifier, HtAuditReport *report)
{
	for (guint i = 0; i < verifier->keys->len; i++) {
		const struct given *given = g_ptr_array_index(verifier->keys, i);

		if (!given->met)
			ht_audit_report_add(report, HT_FOUND_REPLACED, 0, 0, 0, "the audit key");
	}
}

HtAuditReport *ht_audit_verifier_finish(HtAuditVerifier *verifier)
{
	HtAuditReport *report = g_steal_pointer(&verifier->report);

	verifier->report = ht_audit_report_new();
	report->last =
	    report->first > 0 && verifier->expected > report->first ? verifier->expected - 1 : 0;
	if (report->last == 0)
		report->first = 0;
	check_keys_were_met(verifier, report);
	for (guint i = 0; i < verifier->seen->len; i++) {
		const struct seen *seen = g_ptr_array_index(verifier->seen, i);

		if (!is_of_this_hub(verifier, &seen->checkpoint))
			ht_audit_report_add(report, HT_FOUND_FOREIGN, 0, 0, 0, seen->name);
		else if (!seen->compared && seen->checkpoint.sequence > report->last)
			ht_audit_report_add(report, HT_FOUND_CUT, report->last + 1,
					    seen->checkpoint.sequence, 0, seen->name);
		if (store_went_back(verifier, &seen->checkpoint))
			ht_audit_report_add(report, HT_FOUND_STORE_BACK, 0, 0, 0, seen->name);
	}
	return report;
}
