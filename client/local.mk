# SPDX-License-Identifier: GPL-3.0-or-later
# twinctl: the command line.
bin_PROGRAMS += bin/twinctl
bin_twinctl_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS) $(PANGO_CFLAGS)
bin_twinctl_SOURCES = \
	%D%/analyze.c \
	%D%/analyze-ecg.c \
	%D%/analyze-ecg-json.c \
	%D%/analyze-ecg-options.c %D%/analyze-ecg-options.h \
	%D%/analyze-ecg-run.c %D%/analyze-ecg-run.h \
	%D%/analyze-ecg-summary.c %D%/analyze-ecg-summary.h \
	%D%/analyze-ecg-text.c \
	%D%/command.c %D%/command.h \
	%D%/heart-rate-variability.c %D%/heart-rate-variability.h \
	%D%/histogram.c %D%/histogram.h \
	%D%/main.c
bin_twinctl_LDADD = libht-ecg-paper.a libht-recordings.a libht-ecg.a libht-signal.a libht-common.a \
	$(JSON_LIBS) $(PANGO_LIBS) $(GIO_LIBS) $(EDF_LIBS)
