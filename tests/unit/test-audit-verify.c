/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tampering with the audit chain, each kind by name. */
#include "tests/unit/audit-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/audit/audit-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

/* 2 entries of the hub's own (its signing key; the key was taken) come with the first. */
enum { ENTRIES = 12, BLOCK = AUDIT_BLOCK_SIZE };

struct chain {
	struct audit_owner_key key;
	struct checkpoint checkpoint; /* after the last */
	guint8 *bytes;
	gsize size;
};

static void write_chain(struct audit_fixture *fixture, struct chain *chain)
{
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &chain->key);
	audit_append_many(fixture, ENTRIES - 3);
	g_assert_cmpuint(ht_audit_last(fixture->audit), ==, ENTRIES);
	chain->checkpoint = audit_checkpoint(fixture, 5);
	audit_read(fixture, "000001", &chain->bytes, &chain->size);
	g_assert_cmpuint(chain->size, ==, (1 + ENTRIES) * BLOCK);
	audit_close(fixture);
}

static guint8 *block_of(const struct chain *chain, guint sequence)
{
	return chain->bytes + sequence * BLOCK;
}

static void put_back(const struct audit_fixture *fixture, struct chain *chain)
{
	audit_write(fixture, "000001", chain->bytes, chain->size);
}

static HtAuditReport *verify(const struct audit_fixture *fixture, const struct chain *chain)
{
	return audit_verify(fixture, &(struct audit_given){.keys = {&chain->key}});
}

static HtAuditReport *verify_by_checkpoint(const struct audit_fixture *fixture,
					   const struct chain *chain)
{
	return audit_verify(fixture, &(struct audit_given){.checkpoints = {&chain->checkpoint}});
}

static void assert_found(const HtAuditReport *report, HtAuditKind kind, guint64 first, guint64 last)
{
	const HtAuditFinding *finding = audit_find(report, kind);

	for (guint i = 0; i < report->findings->len; i++) {
		g_autofree char *text =
		    ht_audit_finding_text(g_ptr_array_index(report->findings, i));

		g_test_message("%s", text);
	}
	g_assert_nonnull(finding);
	g_assert_cmpuint(finding->first, ==, first);
	g_assert_cmpuint(finding->last, ==, last);
	g_assert_false(ht_audit_report_is_clean(report));
}

static guint tampering_count(const HtAuditReport *report)
{
	guint count = 0;

	for (guint i = 0; i < report->findings->len; i++) {
		const HtAuditFinding *finding = g_ptr_array_index(report->findings, i);

		count += ht_audit_kind_is_tampering(finding->kind) ? 1 : 0;
	}
	return count;
}

static void test_whole(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	report = audit_verify(fixture, &(struct audit_given){.keys = {&chain.key},
							     .checkpoints = {&chain.checkpoint}});
	g_assert_cmpuint(report->findings->len, ==, 0);
	g_assert_cmpuint(report->verified, ==, ENTRIES);
	g_assert_cmpuint(report->checkpoints, ==, 1);
	g_assert_cmpuint(report->first, ==, 1);
	g_assert_cmpuint(report->last, ==, ENTRIES);
	g_free(chain.bytes);
}

/* Each byte of an entry, one at a time; found where it is and nowhere else. */
static void test_edit(struct audit_fixture *fixture, gconstpointer unused)
{
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	for (guint at = 0; at < BLOCK; at++) {
		g_autoptr(HtAuditReport) by_key = NULL;
		g_autoptr(HtAuditReport) by_checkpoint = NULL;

		block_of(&chain, 7)[at] ^= 1;
		put_back(fixture, &chain);
		block_of(&chain, 7)[at] ^= 1;
		by_key = verify(fixture, &chain);
		g_assert_false(ht_audit_report_is_clean(by_key));
		/* A number made lower looks like an entry that is there twice, and one missing. */
		if (at >= 8)
			assert_found(by_key, HT_FOUND_CHANGED, 7, 7);
		if (at >= 8)
			g_assert_cmpuint(tampering_count(by_key), ==, 1);
		by_checkpoint = verify_by_checkpoint(fixture, &chain);
		g_assert_false(ht_audit_report_is_clean(by_checkpoint));
	}
	g_free(chain.bytes);
}

static void test_edit_of_a_header(struct audit_fixture *fixture, gconstpointer unused)
{
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	for (guint at = 0; at < BLOCK; at += 3) {
		g_autoptr(HtAuditReport) report = NULL;

		chain.bytes[at] ^= 1;
		put_back(fixture, &chain);
		chain.bytes[at] ^= 1;
		report = verify(fixture, &chain);
		g_assert_false(ht_audit_report_is_clean(report));
	}
	g_free(chain.bytes);
}

static void remove_blocks(struct chain *chain, guint first, guint count)
{
	memmove(block_of(chain, first), block_of(chain, first + count),
		chain->size - (first + count) * BLOCK);
	chain->size -= count * BLOCK;
}

static void test_delete_in_the_middle(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) by_key = NULL;
	g_autoptr(HtAuditReport) by_checkpoint = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	remove_blocks(&chain, 5, 3);
	put_back(fixture, &chain);
	by_key = verify(fixture, &chain);
	assert_found(by_key, HT_FOUND_MISSING, 5, 7);
	g_assert_cmpuint(tampering_count(by_key), ==, 1);
	by_checkpoint = verify_by_checkpoint(fixture, &chain);
	assert_found(by_checkpoint, HT_FOUND_MISSING, 5, 7);
	g_free(chain.bytes);
}

/* The file alone does not tell; a checkpoint that left before does. */
static void test_delete_at_the_tail(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) without = NULL;
	g_autoptr(HtAuditReport) with = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	remove_blocks(&chain, ENTRIES - 1, 2);
	put_back(fixture, &chain);
	without = verify(fixture, &chain);
	g_assert_true(ht_audit_report_is_clean(without));
	with = audit_verify(fixture, &(struct audit_given){.keys = {&chain.key},
							   .checkpoints = {&chain.checkpoint}});
	assert_found(with, HT_FOUND_CUT, ENTRIES - 1, ENTRIES);
	g_free(chain.bytes);
}

/* The hub that goes on after it says so itself, without any checkpoint. */
static void test_delete_at_the_tail_before_the_hub_goes_on(struct audit_fixture *fixture,
							   gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	remove_blocks(&chain, ENTRIES - 1, 2);
	put_back(fixture, &chain);
	audit_reopen(fixture);
	audit_append_many(fixture, 2);
	report = verify(fixture, &chain);
	assert_found(report, HT_FOUND_MISSING, ENTRIES - 1, ENTRIES);
	g_assert_cmpuint(tampering_count(report), ==, 1);
	g_free(chain.bytes);
}

static void test_reorder(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	g_autofree guint8 *held = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	held = g_memdup2(block_of(&chain, 6), BLOCK);
	memcpy(block_of(&chain, 6), block_of(&chain, 7), BLOCK);
	memcpy(block_of(&chain, 7), held, BLOCK);
	put_back(fixture, &chain);
	report = verify(fixture, &chain);
	assert_found(report, HT_FOUND_MOVED, 6, 6);
	g_assert_cmpuint(tampering_count(report), ==, 1);
	g_free(chain.bytes);
}

static void test_entry_twice(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	memcpy(block_of(&chain, 8), block_of(&chain, 7), BLOCK);
	put_back(fixture, &chain);
	report = verify(fixture, &chain);
	assert_found(report, HT_FOUND_MOVED, 7, 7);
	assert_found(report, HT_FOUND_MISSING, 8, 8);
	g_free(chain.bytes);
}

/* The whole folder of some time ago, state included: the hub cannot know; the checkpoint does. */
static void test_replay_of_an_old_folder(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) cut = NULL;
	g_autoptr(HtAuditReport) forked = NULL;
	g_autofree guint8 *old_file = NULL;
	g_autofree guint8 *old_state = NULL;
	struct checkpoint checkpoint;
	struct audit_owner_key key;
	gsize old_size, state_size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	audit_read(fixture, "000001", &old_file, &old_size);
	audit_read(fixture, "state", &old_state, &state_size);
	audit_append_many(fixture, 4);
	checkpoint = audit_checkpoint(fixture, 5);
	audit_close(fixture);
	audit_write(fixture, "000001", old_file, old_size);
	audit_write(fixture, "state", old_state, state_size);
	cut = audit_verify(fixture,
			   &(struct audit_given){.keys = {&key}, .checkpoints = {&checkpoint}});
	assert_found(cut, HT_FOUND_CUT, 4, 7);
	/* And when as many new entries have covered it up. */
	audit_reopen(fixture);
	audit_append_many(fixture, 6);
	forked = audit_verify(fixture,
			      &(struct audit_given){.keys = {&key}, .checkpoints = {&checkpoint}});
	assert_found(forked, HT_FOUND_REPLACED, 1, 7);
}

/* One old file among newer ones. */
static void test_replay_of_an_old_file(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	g_autofree guint8 *old_file = NULL;
	struct audit_owner_key key;
	gsize old_size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	audit_read(fixture, "000001", &old_file, &old_size);
	fixture->audit->file_size_max = 8 * BLOCK;
	audit_append_many(fixture, 8);
	audit_write(fixture, "000001", old_file, old_size);
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	assert_found(report, HT_FOUND_MISSING, 4, 8);
	g_assert_cmpuint(tampering_count(report), ==, 1);
}

static void test_clock_back(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	struct audit_owner_key key;

	(void)unused;
	audit_append_many(fixture, 2);
	audit_take_key(fixture, FALSE, &key);
	fixture->utc_ns -= G_GINT64_CONSTANT(3600000000000);
	audit_append_many(fixture, 2);
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	assert_found(report, HT_FOUND_CLOCK_BACK, 5, 5);
	g_assert_cmpuint(tampering_count(report), ==, 1);
}

/* A board without a clock starts with the day of its last shutdown, and says so. */
static void test_unset_clock_is_no_clock_back(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	struct audit_owner_key key;
	HtAuditEntry entry;

	(void)unused;
	audit_append_many(fixture, 2);
	audit_take_key(fixture, FALSE, &key);
	entry = audit_entry(fixture, "person-1");
	entry.utc_ns -= G_GINT64_CONSTANT(3600000000000);
	entry.clock = HT_AUDIT_CLOCK_UNSET;
	g_assert_true(ht_audit_append(fixture->audit, &entry, NULL));
	audit_append_many(fixture, 2);
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	g_assert_true(ht_audit_report_is_clean(report));
	g_assert_cmpuint(audit_find(report, HT_FOUND_CLOCK_UNSET)->first, ==, 5);
}

/* Somebody takes over the running hub, with all that is in its memory and on its disk, and writes
 * an old entry anew. */
static void test_taking_over_the_hub_rewrites_nothing(struct audit_fixture *fixture,
						      gconstpointer unused)
{
	g_autoptr(HtAuditState) state = ht_audit_state_new();
	g_autoptr(HtAuditReport) report = NULL;
	struct audit_plain plain;
	struct audit_block block;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	audit_reopen(fixture);
	*state = *fixture->audit->state;
	for (guint sequence = ENTRIES; sequence >= 7; sequence--) {
		/* No earlier key can be had; the newest is the best that there is. */
		audit_block_decode(&block, block_of(&chain, sequence));
		g_assert_cmpint(audit_unseal(state->content_key, &block, &plain), ==, 0);
		g_strlcpy(plain.person, "somebody else", sizeof(plain.person));
		audit_seal(state->content_key, &plain, &block);
		audit_block_encode(&block, block_of(&chain, sequence));
		audit_sign_entry(state->key, block_of(&chain, sequence));
	}
	put_back(fixture, &chain);
	report = verify(fixture, &chain);
	assert_found(report, HT_FOUND_CHANGED, 7, ENTRIES);
	g_free(chain.bytes);
}

static void test_lost_state_begins_a_new_chain(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autofree char *state = g_build_filename(fixture->dir, "state", NULL);
	g_autoptr(HtAuditReport) report = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	g_assert_cmpint(g_unlink(state), ==, 0);
	audit_reopen(fixture);
	audit_append_many(fixture, 2);
	report = verify(fixture, &chain);
	assert_found(report, HT_FOUND_RESTARTED, ENTRIES + 1, ENTRIES + 1);
	g_assert_cmpuint(audit_find(report, HT_FOUND_UNVERIFIED)->first, ==, ENTRIES + 1);
	g_free(chain.bytes);
}

/* Everything taken away: the owner's key does not fit what the hub begins anew. */
static void test_another_chain_in_its_place(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autofree char *state = g_build_filename(fixture->dir, "state", NULL);
	g_autofree char *file = g_build_filename(fixture->dir, "000001", NULL);
	g_autoptr(HtAuditReport) report = NULL;
	g_autoptr(HtAuditReport) by_key = NULL;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	g_assert_cmpint(g_unlink(state), ==, 0);
	g_assert_cmpint(g_unlink(file), ==, 0);
	audit_reopen(fixture);
	audit_append_many(fixture, ENTRIES + 3);
	report = audit_verify(fixture, &(struct audit_given){.keys = {&chain.key},
							     .checkpoints = {&chain.checkpoint}});
	assert_found(report, HT_FOUND_REPLACED, 1, ENTRIES);
	g_assert_nonnull(audit_find(report, HT_FOUND_UNVERIFIED));
	g_assert_cmpuint(report->verified, ==, 0);
	by_key = verify(fixture, &chain);
	assert_found(by_key, HT_FOUND_REPLACED, 0, 0);
	g_free(chain.bytes);
}

/* A later file that names another first key is none that this chain goes on in: without that,
 * whoever has the hub could write all of it anew and nothing would be checked. */
static void test_another_key_named_in_a_later_file(struct audit_fixture *fixture,
						   gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	g_autofree guint8 *bytes = NULL;
	struct audit_header header;
	struct audit_owner_key key;
	gsize size;

	(void)unused;
	fixture->audit->file_size_max = 8 * BLOCK;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	audit_append_many(fixture, 8);
	audit_close(fixture);
	audit_read(fixture, "000002", &bytes, &size);
	g_assert_cmpint(audit_header_decode(&header, bytes), ==, 0);
	header.key_id[0] ^= 1;
	audit_header_encode(&header, bytes);
	audit_write(fixture, "000002", bytes, size);
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	assert_found(report, HT_FOUND_RESTARTED, header.first_sequence, header.first_sequence);
}

static void sign_by(const struct checkpoint *checkpoint, const guint8 *secret,
		    guint8 out[CHECKPOINT_SIZE])
{
	checkpoint_encode(checkpoint, out);
	crypto_sign_detached(out + CHECKPOINT_SIGNED_SIZE, NULL, out, CHECKPOINT_SIGNED_SIZE,
			     secret);
}

static void test_checkpoint_of_another_hub(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	guint8 bytes[CHECKPOINT_SIZE];
	guint8 secret[crypto_sign_SECRETKEYBYTES];
	struct checkpoint foreign;
	struct chain chain;

	(void)unused;
	write_chain(fixture, &chain);
	foreign = chain.checkpoint;
	crypto_sign_keypair(foreign.hub_public, secret);
	sign_by(&foreign, secret, bytes);
	g_assert_cmpint(checkpoint_decode(&foreign, bytes, sizeof(bytes)), ==, 0);
	report = audit_verify(
	    fixture, &(struct audit_given){.keys = {&chain.key}, .checkpoints = {&foreign}});
	g_assert_nonnull(audit_find(report, HT_FOUND_FOREIGN));
	g_free(chain.bytes);
}

static void test_checkpoint_cannot_be_changed(struct audit_fixture *fixture, gconstpointer unused)
{
	static const guint8 digest[32];
	guint8 bytes[CHECKPOINT_SIZE];
	struct checkpoint checkpoint;

	(void)unused;
	audit_append(fixture, "person-1");
	g_assert_true(ht_audit_checkpoint(fixture->audit, 1, digest, 2, bytes, NULL));
	for (guint at = 0; at < sizeof(bytes); at++) {
		bytes[at] ^= 1;
		g_assert_cmpint(checkpoint_decode(&checkpoint, bytes, sizeof(bytes)), <, 0);
		bytes[at] ^= 1;
	}
	g_assert_cmpint(checkpoint_decode(&checkpoint, bytes, sizeof(bytes)), ==, 0);
	g_assert_cmpint(checkpoint_decode(&checkpoint, bytes, sizeof(bytes) - 1), ==, -EINVAL);
}

/* The hub's own key changes when its data key does; the chain says so. */
static void test_checkpoints_over_a_rotation_of_keys(struct audit_fixture *fixture,
						     gconstpointer unused)
{
	g_autofree char *elsewhere = g_dir_make_tmp("health-twin-XXXXXX", NULL);
	g_autofree char *keys = g_build_filename(elsewhere, "keys", NULL);
	g_autoptr(HtKeyring) other =
	    ht_keyring_create(elsewhere, fixture->base.passphrase, &fixture_settings, NULL);
	g_autoptr(HtAuditReport) report = NULL;
	struct checkpoint before, after;
	struct audit_owner_key key;

	(void)unused;
	audit_append_many(fixture, 2);
	audit_take_key(fixture, FALSE, &key);
	before = audit_checkpoint(fixture, 1);
	g_assert_true(ht_audit_rewrap(fixture->audit, other, NULL));
	audit_append_many(fixture, 2);
	after = audit_checkpoint(fixture, 2);
	g_assert_cmpint(memcmp(before.hub_public, after.hub_public, 32), !=, 0);
	report = audit_verify(
	    fixture, &(struct audit_given){.keys = {&key}, .checkpoints = {&before, &after}});
	g_assert_cmpuint(report->findings->len, ==, 0);
	g_assert_cmpuint(report->checkpoints, ==, 2);
	audit_close(fixture);
	g_assert_null(ht_audit_open(fixture->base.dir, fixture->base.keyring, NULL));
	fixture->audit = ht_audit_open(fixture->base.dir, other, NULL);
	g_assert_nonnull(fixture->audit);
	g_assert_cmpint(g_unlink(keys), ==, 0);
	g_assert_cmpint(g_rmdir(elsewhere), ==, 0);
}

static void test_store_put_back(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	struct checkpoint newer, older;

	(void)unused;
	audit_append(fixture, "person-1");
	newer = audit_checkpoint(fixture, 20);
	audit_append(fixture, "person-1");
	older = audit_checkpoint(fixture, 19);
	report = audit_verify(fixture, &(struct audit_given){.checkpoints = {&newer, &older}});
	g_assert_nonnull(audit_find(report, HT_FOUND_STORE_BACK));
}

#define TEST(path, function)                                                                       \
	g_test_add("/audit-verify/" path, struct audit_fixture, NULL, audit_set_up, function,      \
		   audit_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	TEST("whole", test_whole);
	TEST("edit", test_edit);
	TEST("edit-of-a-header", test_edit_of_a_header);
	TEST("delete-in-the-middle", test_delete_in_the_middle);
	TEST("delete-at-the-tail", test_delete_at_the_tail);
	TEST("delete-at-the-tail-before-the-hub-goes-on",
	     test_delete_at_the_tail_before_the_hub_goes_on);
	TEST("reorder", test_reorder);
	TEST("entry-twice", test_entry_twice);
	TEST("replay-of-an-old-folder", test_replay_of_an_old_folder);
	TEST("replay-of-an-old-file", test_replay_of_an_old_file);
	TEST("clock-back", test_clock_back);
	TEST("unset-clock-is-no-clock-back", test_unset_clock_is_no_clock_back);
	TEST("taking-over-the-hub-rewrites-nothing", test_taking_over_the_hub_rewrites_nothing);
	TEST("lost-state-begins-a-new-chain", test_lost_state_begins_a_new_chain);
	TEST("another-chain-in-its-place", test_another_chain_in_its_place);
	TEST("another-key-named-in-a-later-file", test_another_key_named_in_a_later_file);
	TEST("checkpoint-of-another-hub", test_checkpoint_of_another_hub);
	TEST("checkpoint-cannot-be-changed", test_checkpoint_cannot_be_changed);
	TEST("checkpoints-over-a-rotation-of-keys", test_checkpoints_over_a_rotation_of_keys);
	TEST("store-put-back", test_store_put_back);
	return g_test_run();
}
