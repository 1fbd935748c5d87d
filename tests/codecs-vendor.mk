# SPDX-License-Identifier: GPL-3.0-or-later
# The codecs of Polar's and Movesense's own services.
CODEC_VENDOR_UNIT_TESTS = \
	tests/unit/test-delta \
	tests/unit/test-movesense \
	tests/unit/test-pmd-frame
check_PROGRAMS += $(CODEC_VENDOR_UNIT_TESTS)
TESTS += $(CODEC_VENDOR_UNIT_TESTS)
tests_unit_test_delta_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_delta_SOURCES = tests/unit/test-delta.c
tests_unit_test_delta_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_movesense_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_movesense_SOURCES = tests/unit/test-movesense.c
tests_unit_test_movesense_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_pmd_frame_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_pmd_frame_SOURCES = tests/unit/test-pmd-frame.c
tests_unit_test_pmd_frame_LDADD = $(DRIVER_TABLE_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-delta
tests_fuzz_fuzz_delta_SOURCES = tests/fuzz/fuzz-delta.c
tests_fuzz_fuzz_delta_LDADD = libht-codec.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-delta

check_PROGRAMS += tests/fuzz/fuzz-movesense
tests_fuzz_fuzz_movesense_SOURCES = tests/fuzz/fuzz-movesense.c
tests_fuzz_fuzz_movesense_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-movesense

check_PROGRAMS += tests/fuzz/fuzz-pmd-decoder
tests_fuzz_fuzz_pmd_decoder_SOURCES = tests/fuzz/fuzz-pmd-decoder.c
tests_fuzz_fuzz_pmd_decoder_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-pmd-decoder

BENCHES += tests/bench/codecs
tests_bench_codecs_SOURCES = tests/bench/codecs.c
tests_bench_codecs_LDADD = libht-codec.a libht-common.a -lm
