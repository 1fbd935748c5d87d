# SPDX-License-Identifier: GPL-3.0-or-later
# Keys and the encrypted store. Knows no medicine.
# SQLCipher's header hides its functions without SQLITE_HAS_CODEC. Never link libsqlite3 beside it.
PRIVACY_CPPFLAGS = $(GLIB_CPPFLAGS) $(SODIUM_CFLAGS) $(SQLCIPHER_CFLAGS) $(CRYPTO_CFLAGS) -DSQLITE_HAS_CODEC
# What a program that links libht-privacy.a needs after it.
PRIVACY_LIBS = libht-common-glib.a libht-common.a $(SQLCIPHER_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(GIO_LIBS)

noinst_LIBRARIES += libht-privacy.a
libht_privacy_a_CPPFLAGS = $(PRIVACY_CPPFLAGS)
libht_privacy_a_SOURCES = \
	%D%/anonymity/budget.c %D%/anonymity/budget.h \
	%D%/anonymity/discrete-laplace.c %D%/anonymity/discrete-laplace.h \
	%D%/anonymity/pseudonym.c %D%/anonymity/pseudonym.h \
	%D%/anonymity/random-source.c %D%/anonymity/random-source.h \
	%D%/anonymity/teller.c %D%/anonymity/teller.h \
	%D%/anonymity/window.c %D%/anonymity/window.h \
	%D%/backup/backup.c %D%/backup/backup.h \
	%D%/backup/backup-member.c %D%/backup/backup-member.h \
	%D%/backup/restore.c %D%/backup/restore.h \
	%D%/consent/consent.c %D%/consent/consent.h \
	%D%/consent/ht-consents.c %D%/consent/ht-consents.h \
	%D%/audit/audit.c %D%/audit/audit.h \
	%D%/audit/audit-chain.c %D%/audit/audit-chain.h \
	%D%/audit/audit-findings.c %D%/audit/audit-findings.h \
	%D%/audit/audit-verify.c %D%/audit/audit-verify.h \
	%D%/audit/audit-file.c %D%/audit/audit-file.h %D%/audit/audit-internal.h \
	%D%/audit/audit-format.c %D%/audit/audit-format.h \
	%D%/audit/audit-owner.c \
	%D%/audit/audit-owner-key.c %D%/audit/audit-owner-key.h \
	%D%/audit/audit-read.c \
	%D%/audit/audit-state.c %D%/audit/audit-state.h \
	%D%/audit/checkpoint.c %D%/audit/checkpoint.h \
	%D%/inbox/inbox.c %D%/inbox/inbox.h \
	%D%/inbox/inbox-file.c %D%/inbox/inbox-file.h \
	%D%/inbox/inbox-folder.c %D%/inbox/inbox-folder.h \
	%D%/inbox/inbox-reader.c %D%/inbox/inbox-reader.h \
	%D%/inbox/inbox-record.c %D%/inbox/inbox-record.h \
	%D%/keys/hub-keys.c %D%/keys/hub-keys.h \
	%D%/keys/hub-public.h \
	%D%/keys/key-rotation.c %D%/keys/key-rotation.h \
	%D%/keys/key-slot.c %D%/keys/key-slot.h \
	%D%/keys/key-text.c %D%/keys/key-text.h \
	%D%/keys/keyfile.c %D%/keys/keyfile.h \
	%D%/keys/keyfile-disk.c %D%/keys/keyfile-disk.h \
	%D%/keys/keyring.c %D%/keys/keyring.h %D%/keys/keyring-state.h \
	%D%/keys/recovery-code.c %D%/keys/recovery-code.h \
	%D%/keys/segment-file.c %D%/keys/segment-file.h \
	%D%/keys/segment-keys.c %D%/keys/segment-keys.h \
	%D%/keys/segment-seal.c %D%/keys/segment-seal.h \
	%D%/keys/segment-table.c %D%/keys/segment-table.h \
	%D%/keys/slot-seal.c %D%/keys/slot-seal.h \
	%D%/sealed/sealed-file.c %D%/sealed/sealed-file.h \
	%D%/sealed/sealed-header.c %D%/sealed/sealed-header.h \
	%D%/secret.c %D%/secret.h \
	%D%/signed/sign-key.c %D%/signed/sign-key.h \
	%D%/signed/signed-text.c %D%/signed/signed-text.h \
	%D%/state-dir.c %D%/state-dir.h \
	%D%/store/store-batch.c %D%/store/store-batch.h \
	%D%/store/store-care.c \
	%D%/store/store-check.c %D%/store/store-check.h \
	%D%/store/store-connection.c %D%/store/store-connection.h \
	%D%/store/store-doomed.c %D%/store/store-doomed.h \
	%D%/store/store-eraser.c %D%/store/store-eraser.h \
	%D%/store/store-error.c %D%/store/store-error.h \
	%D%/store/store-file.c %D%/store/store-file.h \
	%D%/store/store-head.c %D%/store/store-head.h \
	%D%/store/store-inserter.c %D%/store/store-inserter.h \
	%D%/store/store-internal.h \
	%D%/store/store-ledger.c %D%/store/store-ledger.h \
	%D%/store/store-list.c %D%/store/store-list.h \
	%D%/store/store-memory.c %D%/store/store-memory.h \
	%D%/store/store-notifier.c %D%/store/store-notifier.h \
	%D%/store/store-numbers.c %D%/store/store-numbers.h \
	%D%/store/store-open.c %D%/store/store-open.h \
	%D%/store/store-pool.c %D%/store/store-pool.h \
	%D%/store/store-reader.c %D%/store/store-reader.h \
	%D%/store/store-retire.c %D%/store/store-retire.h \
	%D%/store/store-salvage.c %D%/store/store-salvage.h \
	%D%/store/store-scan.c %D%/store/store-scan.h \
	%D%/store/store-rekey.c %D%/store/store-rekey.h \
	%D%/store/store-schema.c %D%/store/store-schema.h \
	%D%/store/store-seal.c %D%/store/store-seal.h \
	%D%/store/store-snapshot.c %D%/store/store-snapshot.h \
	%D%/store/store-statements.c %D%/store/store-statements.h \
	%D%/store/store-upgrade.c %D%/store/store-upgrade.h \
	%D%/store/store-writer.c %D%/store/store-writer.h \
	%D%/store/store.c %D%/store/store.h

# Lossless waveforms: needs neither store nor keys.
PACK_LIBS = libht-pack.a libht-common.a $(FLAC_LIBS) $(ZSTD_LIBS)
noinst_LIBRARIES += libht-pack.a
libht_pack_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(FLAC_CFLAGS) $(ZSTD_CFLAGS)
libht_pack_a_SOURCES = \
	%D%/pack/flac-block.c %D%/pack/flac-block.h \
	%D%/pack/plane-block.c %D%/pack/plane-block.h \
	%D%/pack/record-pack.c %D%/pack/record-pack.h \
	%D%/pack/row-pack.c %D%/pack/row-pack.h \
	%D%/pack/sample-pack.c %D%/pack/sample-pack.h \
	%D%/pack/signal-format.c %D%/pack/signal-format.h \
	%D%/pack/signal-pack.c %D%/pack/signal-pack.h \
	%D%/pack/varint.c %D%/pack/varint.h \
	%D%/pack/zstd-part.c %D%/pack/zstd-part.h
