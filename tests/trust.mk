# SPDX-License-Identifier: GPL-3.0-or-later
# Time of a wearable, and what speaks against a stream.
check_PROGRAMS += tests/unit/test-clock-fit
TESTS += tests/unit/test-clock-fit
tests_unit_test_clock_fit_SOURCES = tests/unit/test-clock-fit.c
tests_unit_test_clock_fit_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_clock_fit_LDADD = libht-common.a $(GIO_LIBS) -lm

check_PROGRAMS += tests/unit/test-trust-stream
TESTS += tests/unit/test-trust-stream
tests_unit_test_trust_stream_SOURCES = tests/unit/test-trust-stream.c
tests_unit_test_trust_stream_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_trust_stream_LDADD = libht-trust.a libht-common.a $(GIO_LIBS) -lm

# How often the checks are wrong about recordings: figures, no verdict; docs/trust.md states them.
TRUST_FIGURES = tests/accuracy/body-alarms tests/accuracy/strap-seconds tests/accuracy/trust-alarms
EXTRA_PROGRAMS += $(TRUST_FIGURES)
CLEANFILES += $(TRUST_FIGURES)
tests_accuracy_body_alarms_SOURCES = tests/accuracy/body-alarms.c
tests_accuracy_body_alarms_LDADD = libht-body-trust.a libht-recordings.a libht-common.a $(EDF_LIBS) -lm
tests_accuracy_strap_seconds_SOURCES = tests/accuracy/strap-seconds.c
tests_accuracy_strap_seconds_LDADD = libht-body-trust.a libht-recordings.a libht-common.a $(EDF_LIBS) -lm
tests_accuracy_trust_alarms_SOURCES = tests/accuracy/trust-alarms.c
tests_accuracy_trust_alarms_LDADD = libht-trust.a libht-recordings.a libht-common.a $(EDF_LIBS) -lm
EXTRA_DIST += tests/accuracy/trust.sh
accuracy-trust: $(TRUST_FIGURES)
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' sh '$(top_srcdir)/tests/accuracy/trust.sh'
.PHONY: accuracy-trust

check_PROGRAMS += tests/unit/test-plausibility tests/unit/test-strap-contact
TESTS += tests/unit/test-plausibility tests/unit/test-strap-contact
tests_unit_test_plausibility_SOURCES = tests/unit/test-plausibility.c
tests_unit_test_plausibility_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_plausibility_LDADD = libht-body-trust.a $(GIO_LIBS) -lm
tests_unit_test_strap_contact_SOURCES = tests/unit/test-strap-contact.c
tests_unit_test_strap_contact_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_strap_contact_LDADD = libht-body-trust.a libht-recordings.a $(GIO_LIBS) -lm

check_PROGRAMS += tests/fuzz/fuzz-trust-stream
tests_fuzz_fuzz_trust_stream_SOURCES = tests/fuzz/fuzz-trust-stream.c
tests_fuzz_fuzz_trust_stream_LDADD = libht-trust.a libht-common.a $(FUZZ_LIBS) -lm
FUZZ_TARGETS += fuzz-trust-stream

check_PROGRAMS += tests/unit/test-body-check
TESTS += tests/unit/test-body-check
tests_unit_test_body_check_SOURCES = tests/unit/test-body-check.c
tests_unit_test_body_check_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_body_check_LDADD = libht-body-trust.a libht-trust.a libht-common.a $(GIO_LIBS) -lm
