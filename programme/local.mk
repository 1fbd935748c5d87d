# SPDX-License-Identifier: GPL-3.0-or-later
# People, their wearables, and the words of findings.
noinst_LIBRARIES += libht-programme.a
libht_programme_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS)
libht_programme_a_SOURCES = \
	%D%/beat-counts.c %D%/beat-counts.h \
	%D%/document.c %D%/document.h \
	%D%/finding-kinds.c %D%/finding-kinds.h \
	%D%/finding-reasons.c %D%/finding-reasons.h \
	%D%/finding-tally.c %D%/finding-tally.h \
	%D%/finding-words.c %D%/finding-words.h \
	%D%/ht-people.c %D%/ht-people.h \
	%D%/person.c %D%/person.h \
	%D%/quantity-words.c %D%/quantity-words.h \
	%D%/trust-words.c %D%/trust-words.h \
	%D%/vitality.c %D%/vitality.h \
	%D%/wearable-owners.c %D%/wearable-owners.h
