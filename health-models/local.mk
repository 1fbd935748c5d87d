# The models: pure C, no allocation, no GLib include path on purpose.
noinst_LIBRARIES += libht-ecg.a
libht_ecg_a_SOURCES = \
	%D%/ecg/beat_record.c %D%/ecg/beat_record.h \
	%D%/ecg/ecg.h \
	%D%/ecg/ecg_event.h \
	%D%/ecg/finding_record.c %D%/ecg/finding_record.h

noinst_LIBRARIES += libht-twin.a
libht_twin_a_SOURCES = %D%/twin/twin.c %D%/twin/twin.h
