# SPDX-License-Identifier: GPL-3.0-or-later
# One file per GATT service or vendor frame: bytes in, samples out. Pure C.
noinst_LIBRARIES += libht-codec.a
libht_codec_a_SOURCES = \
	%D%/battery.c %D%/battery.h \
	%D%/driver.c %D%/driver.h \
	%D%/device_information.c %D%/device_information.h \
	%D%/heart_rate.c %D%/heart_rate.h \
	%D%/pmd.c %D%/pmd.h
