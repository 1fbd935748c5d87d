# SPDX-License-Identifier: GPL-3.0-or-later
# Keys and the encrypted store. Knows no medicine.
# SQLCipher's header hides its functions without SQLITE_HAS_CODEC. Never link libsqlite3 beside it.
PRIVACY_CPPFLAGS = $(GLIB_CPPFLAGS) $(SODIUM_CFLAGS) $(SQLCIPHER_CFLAGS) -DSQLITE_HAS_CODEC
# What a program that links libht-privacy.a needs after it.
PRIVACY_LIBS = libht-common-glib.a libht-common.a $(SQLCIPHER_LIBS) $(SODIUM_LIBS) $(GIO_LIBS)

noinst_LIBRARIES += libht-privacy.a
libht_privacy_a_CPPFLAGS = $(PRIVACY_CPPFLAGS)
libht_privacy_a_SOURCES = \
	%D%/keyfile.c %D%/keyfile.h \
	%D%/keyring.c %D%/keyring.h \
	%D%/sealed-file.c %D%/sealed-file.h \
	%D%/sealed-header.c %D%/sealed-header.h \
	%D%/secret.c %D%/secret.h \
	%D%/state-dir.c %D%/state-dir.h \
	%D%/store-batch.c %D%/store-batch.h \
	%D%/store-connection.c %D%/store-connection.h \
	%D%/store-error.c %D%/store-error.h \
	%D%/store-file.c %D%/store-file.h \
	%D%/store-inserter.c %D%/store-inserter.h \
	%D%/store-list.c %D%/store-list.h \
	%D%/store-notifier.c %D%/store-notifier.h \
	%D%/store-pool.c %D%/store-pool.h \
	%D%/store-reader.c %D%/store-reader.h \
	%D%/store-schema.c %D%/store-schema.h \
	%D%/store-statements.c %D%/store-statements.h \
	%D%/store-writer.c %D%/store-writer.h \
	%D%/store.c %D%/store.h
