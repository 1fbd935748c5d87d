# SPDX-License-Identifier: GPL-3.0-or-later
# Documents: plain structs in, PDF and SVG out.
noinst_LIBRARIES += libht-ecg-paper.a libht-report.a libht-reps-plot.a
# Drawing alone needs cairo and no GLib.
libht_ecg_paper_a_CPPFLAGS = $(AM_CPPFLAGS) $(PANGO_CFLAGS)
libht_ecg_paper_a_SOURCES = \
	%D%/ecg-bars.c %D%/ecg-bars.h \
	%D%/ecg-overview.c %D%/ecg-overview.h \
	%D%/ecg-paper.c %D%/ecg-paper.h \
	%D%/ecg-plot.c %D%/ecg-plot.h

libht_reps_plot_a_CPPFLAGS = $(AM_CPPFLAGS) $(PANGO_CFLAGS)
libht_reps_plot_a_SOURCES = \
	%D%/reps-plot.c %D%/reps-plot.h \
	%D%/reps-row.c %D%/reps-row.h

libht_report_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(PANGO_CFLAGS)
libht_report_a_SOURCES = \
	%D%/report-input.h \
	%D%/report-pdf.c %D%/report-pdf.h \
	%D%/report-strips.c %D%/report-strips.h \
	%D%/report-summary.c %D%/report-summary.h \
	%D%/report-text.c %D%/report-text.h \
	%D%/report-trend.c %D%/report-trend.h
