/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of the audit chain as it comes, and once more with MACs that fit, to get past them; then
 * the same bytes as the owner's key and as what an entry says. */
#define _GNU_SOURCE /* memfd_create */
#include "privacy/audit/audit-verify.h"
#include "privacy/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 64 * AUDIT_BLOCK_SIZE };

static const struct audit_owner_key owner = {.first_sequence = 1};

static void verify(const uint8_t *data, size_t size)
{
	g_autoptr(HtAuditVerifier) verifier = ht_audit_verifier_new();
	g_autoptr(HtAuditReport) report = NULL;
	struct checkpoint checkpoint = {.sequence = size % 16};
	int fd = memfd_create("audit", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	ht_audit_verifier_add_key(verifier, &owner);
	ht_audit_verifier_add_checkpoint(verifier, "x", &checkpoint);
	if (!ht_audit_verifier_add_file(verifier, 1, fd, (goffset)size, TRUE, NULL))
		abort();
	report = ht_audit_verifier_finish(verifier);
	for (guint i = 0; i < report->findings->len; i++)
		g_free(ht_audit_finding_text(g_ptr_array_index(report->findings, i)));
	if (report->verified > size / AUDIT_BLOCK_SIZE)
		abort();
	close(fd);
}

static void sign_all(uint8_t *bytes, size_t size)
{
	uint8_t key[AUDIT_KEY_SIZE];

	memcpy(key, owner.first_key, sizeof(key));
	if (size >= AUDIT_BLOCK_SIZE)
		audit_sign_header(key, bytes);
	for (size_t at = AUDIT_BLOCK_SIZE; at + AUDIT_BLOCK_SIZE <= size; at += AUDIT_BLOCK_SIZE) {
		audit_sign_entry(key, bytes + at);
		audit_key_next(key);
	}
}

static void decode_parts(const uint8_t *data, size_t size)
{
	struct audit_owner_key key;
	struct audit_plain plain;
	uint8_t again[AUDIT_PLAIN_SIZE];

	audit_owner_key_decode(&key, data, size);
	if (size < AUDIT_PLAIN_SIZE || audit_plain_decode(&plain, data) < 0)
		return;
	audit_plain_encode(&plain, again);
	if (memcmp(again, data, sizeof(again)) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes;

	if (size > INPUT_MAX || !ht_secret_startup(NULL))
		return 0;
	decode_parts(data, size);
	verify(data, size);
	if (size == 0)
		return 0;
	bytes = g_memdup2(data, size);
	sign_all(bytes, size);
	verify(bytes, size);
	g_free(bytes);
	return 0;
}
