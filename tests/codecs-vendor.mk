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
