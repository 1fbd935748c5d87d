# Documents: plain structs in, PDF and SVG out.
noinst_LIBRARIES += libht-ecg-paper.a
# Drawing alone needs cairo and no GLib.
libht_ecg_paper_a_CPPFLAGS = $(AM_CPPFLAGS) $(PANGO_CFLAGS)
libht_ecg_paper_a_SOURCES = \
	%D%/ecg-paper.c %D%/ecg-paper.h \
	%D%/ecg-plot.c %D%/ecg-plot.h
