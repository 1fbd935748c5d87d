# SPDX-License-Identifier: GPL-3.0-or-later
# One file per GATT service or vendor frame: bytes in, samples out. Pure C.
noinst_LIBRARIES += libht-codec.a
libht_codec_a_SOURCES = \
	%D%/battery.c %D%/battery.h \
	%D%/blood_pressure.c %D%/blood_pressure.h \
	%D%/clock_time.c %D%/clock_time.h \
	%D%/cycling_power.c %D%/cycling_power.h \
	%D%/driver.c %D%/driver.h \
	%D%/device_information.c %D%/device_information.h \
	%D%/health_sensor.c %D%/health_sensor.h \
	%D%/heart_rate.c %D%/heart_rate.h \
	%D%/immediate_alert.c %D%/immediate_alert.h \
	%D%/movesense.c %D%/movesense_command.c %D%/movesense.h \
	%D%/nordic_uart.c %D%/nordic_uart.h \
	%D%/nordic_uart_line.c %D%/nordic_uart_line.h \
	%D%/pulse_oximeter.c %D%/pulse_oximeter.h \
	%D%/reading.c %D%/reading.h \
	%D%/running_speed_cadence.c %D%/running_speed_cadence.h \
	%D%/sfloat.c %D%/sfloat.h \
	%D%/thermometer.c %D%/thermometer.h \
	%D%/thingy.c %D%/thingy.h \
	%D%/wave.c %D%/wave.h \
	%D%/weight_scale.c %D%/weight_scale.h \
	%D%/witmotion.c %D%/witmotion.h \
	%D%/delta.c %D%/delta.h %D%/eight_characters.h %D%/little_endian.h %D%/units.h \
	%D%/pmd_control.c %D%/pmd_decoder.c %D%/pmd_ecg.c %D%/pmd_frame.c \
	%D%/pmd_indication.c %D%/pmd_light_settings.c %D%/pmd_names.c %D%/pmd_parts.h %D%/pmd.h
