# SPDX-License-Identifier: GPL-3.0-or-later
# Readers of recordings, the resampler and twinctl analyze.
RECORDINGS_FOLDER = tests/unit/recordings-folder.c tests/unit/recordings-folder.h
EDF_READER = libht-recordings.a $(EDF_LIBS)

check_PROGRAMS += \
	tests/unit/test-annotations \
	tests/unit/test-playback \
	tests/unit/test-recordings \
	tests/unit/test-recordings-bad \
	tests/unit/test-recordings-edf \
	tests/unit/test-resample \
	tests/unit/test-summary \
	tests/unit/test-windows

tests_unit_test_annotations_SOURCES = tests/unit/test-annotations.c $(RECORDINGS_FOLDER)
tests_unit_test_annotations_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_annotations_LDADD = $(EDF_READER) $(GIO_LIBS)

tests_unit_test_playback_SOURCES = tests/unit/test-playback.c $(RECORDINGS_FOLDER)
tests_unit_test_playback_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_playback_LDADD = $(EDF_READER) $(GIO_LIBS)

tests_unit_test_recordings_SOURCES = tests/unit/test-recordings.c $(RECORDINGS_FOLDER)
tests_unit_test_recordings_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_recordings_LDADD = $(EDF_READER) $(GIO_LIBS)

tests_unit_test_recordings_bad_SOURCES = tests/unit/test-recordings-bad.c $(RECORDINGS_FOLDER)
tests_unit_test_recordings_bad_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_recordings_bad_LDADD = $(EDF_READER) $(GIO_LIBS)

tests_unit_test_recordings_edf_SOURCES = \
	tests/unit/test-recordings-edf.c \
	tests/unit/edf-file.c tests/unit/edf-file.h $(RECORDINGS_FOLDER)
tests_unit_test_recordings_edf_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_recordings_edf_LDADD = $(EDF_READER) $(GIO_LIBS)

tests_unit_test_resample_SOURCES = tests/unit/test-resample.c
tests_unit_test_resample_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_resample_LDADD = libht-recordings.a $(GIO_LIBS)

# The client's own sums, without the client.
tests_unit_test_summary_SOURCES = \
	tests/unit/test-summary.c \
	client/analyze/heart-rate-variability.c client/analyze/histogram.c
tests_unit_test_summary_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_summary_LDADD = $(GIO_LIBS)

tests_unit_test_windows_SOURCES = \
	tests/unit/test-windows.c \
	client/analyze/analyze-ecg-summary.c client/analyze/analyze-ecg-windows.c \
	client/analyze/heart-rate-variability.c client/analyze/histogram.c client/monitor/signal-time.c
tests_unit_test_windows_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_windows_LDADD = libht-programme.a libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

# Reads an annotation file and writes it again, for scripts that compare.
check_PROGRAMS += tests/integration/copy-annotations
tests_integration_copy_annotations_SOURCES = tests/integration/copy-annotations.c
tests_integration_copy_annotations_LDADD = libht-recordings.a $(EDF_LIBS)

check_PROGRAMS += \
	tests/fuzz/fuzz-edf \
	tests/fuzz/fuzz-wfdb-annotations \
	tests/fuzz/fuzz-wfdb-header \
	tests/fuzz/fuzz-wfdb-signal
FUZZ_FOLDER = tests/fuzz/fuzz-folder.c tests/fuzz/fuzz-folder.h
tests_fuzz_fuzz_edf_SOURCES = tests/fuzz/fuzz-edf.c $(FUZZ_FOLDER)
tests_fuzz_fuzz_edf_LDADD = $(EDF_READER) $(FUZZ_LIBS)
tests_fuzz_fuzz_wfdb_annotations_SOURCES = tests/fuzz/fuzz-wfdb-annotations.c $(FUZZ_FOLDER)
tests_fuzz_fuzz_wfdb_annotations_LDADD = $(EDF_READER) $(FUZZ_LIBS)
tests_fuzz_fuzz_wfdb_header_SOURCES = tests/fuzz/fuzz-wfdb-header.c
tests_fuzz_fuzz_wfdb_header_LDADD = $(EDF_READER) $(FUZZ_LIBS)
tests_fuzz_fuzz_wfdb_signal_SOURCES = tests/fuzz/fuzz-wfdb-signal.c $(FUZZ_FOLDER)
tests_fuzz_fuzz_wfdb_signal_LDADD = $(EDF_READER) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-edf fuzz-wfdb-annotations fuzz-wfdb-header fuzz-wfdb-signal

RECORDING_TESTS += tests/integration/test-recordings-in-hand.sh
ANALYZE_TESTS = \
	tests/integration/test-analyze-annotations.sh \
	tests/integration/test-analyze-bad-input.sh \
	tests/integration/test-analyze-formats.sh \
	tests/integration/test-analyze-json.sh \
	tests/integration/test-analyze-plot.sh \
	tests/integration/test-recordings-in-hand.sh
EXTRA_DIST += $(ANALYZE_TESTS) tests/integration/make-record.sh

TESTS += \
	tests/unit/test-annotations \
	tests/unit/test-playback \
	tests/unit/test-recordings \
	tests/unit/test-recordings-bad \
	tests/unit/test-recordings-edf \
	tests/unit/test-resample \
	tests/unit/test-summary \
	tests/unit/test-windows \
	$(ANALYZE_TESTS)
