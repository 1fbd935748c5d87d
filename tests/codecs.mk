# SPDX-License-Identifier: GPL-3.0-or-later
# Codecs: table tests through the driver table, and fuzz targets.
TESTS += tests/check-code-in-docs.sh
EXTRA_DIST += tests/check-code-in-docs.sh
EXTRA_DIST += tests/unit/block-text.h tests/unit/driver-table.h tests/fuzz/fuzz-driver.h
noinst_LIBRARIES += libht-driver-table.a
libht_driver_table_a_CPPFLAGS = $(GLIB_CPPFLAGS)
libht_driver_table_a_SOURCES = \
	tests/unit/block-text.c tests/unit/block-text.h \
	tests/unit/driver-table.c tests/unit/driver-table.h
DRIVER_TABLE_LIBS = libht-driver-table.a libht-codec.a libht-common.a $(GIO_LIBS)
noinst_LIBRARIES += libht-fuzz-driver.a
libht_fuzz_driver_a_SOURCES = tests/fuzz/fuzz-driver.c tests/fuzz/fuzz-driver.h
FUZZ_DRIVER_LIBS = libht-fuzz-driver.a libht-codec.a libht-common.a $(FUZZ_LIBS) -lm

CODEC_UNIT_TESTS = \
	tests/unit/test-blood-pressure \
	tests/unit/test-clock-time \
	tests/unit/test-cycling-power \
	tests/unit/test-driver \
	tests/unit/test-flag-combinations \
	tests/unit/test-health-sensor \
	tests/unit/test-immediate-alert \
	tests/unit/test-nordic-uart \
	tests/unit/test-pulse-oximeter \
	tests/unit/test-running-speed-cadence \
	tests/unit/test-sfloat \
	tests/unit/test-thermometer \
	tests/unit/test-thingy \
	tests/unit/test-weight-scale \
	tests/unit/test-witmotion
check_PROGRAMS += $(CODEC_UNIT_TESTS)
TESTS += $(CODEC_UNIT_TESTS)
tests_unit_test_blood_pressure_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_blood_pressure_SOURCES = tests/unit/test-blood-pressure.c
tests_unit_test_blood_pressure_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_clock_time_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_clock_time_SOURCES = tests/unit/test-clock-time.c
tests_unit_test_clock_time_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_cycling_power_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_cycling_power_SOURCES = tests/unit/test-cycling-power.c
tests_unit_test_cycling_power_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_driver_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_driver_SOURCES = tests/unit/test-driver.c
tests_unit_test_driver_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_flag_combinations_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_flag_combinations_SOURCES = tests/unit/test-flag-combinations.c
tests_unit_test_flag_combinations_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_immediate_alert_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_immediate_alert_SOURCES = tests/unit/test-immediate-alert.c
tests_unit_test_immediate_alert_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_pulse_oximeter_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_pulse_oximeter_SOURCES = tests/unit/test-pulse-oximeter.c
tests_unit_test_pulse_oximeter_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_running_speed_cadence_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_running_speed_cadence_SOURCES = tests/unit/test-running-speed-cadence.c
tests_unit_test_running_speed_cadence_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_sfloat_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_sfloat_SOURCES = tests/unit/test-sfloat.c
tests_unit_test_sfloat_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_thermometer_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_thermometer_SOURCES = tests/unit/test-thermometer.c
tests_unit_test_thermometer_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_weight_scale_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_weight_scale_SOURCES = tests/unit/test-weight-scale.c
tests_unit_test_weight_scale_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_nordic_uart_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_nordic_uart_SOURCES = tests/unit/test-nordic-uart.c
tests_unit_test_nordic_uart_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_thingy_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_thingy_SOURCES = tests/unit/test-thingy.c
tests_unit_test_thingy_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_witmotion_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_witmotion_SOURCES = tests/unit/test-witmotion.c
tests_unit_test_witmotion_LDADD = $(DRIVER_TABLE_LIBS)
tests_unit_test_health_sensor_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_health_sensor_SOURCES = tests/unit/test-health-sensor.c
tests_unit_test_health_sensor_LDADD = $(DRIVER_TABLE_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-blood-pressure
tests_fuzz_fuzz_blood_pressure_SOURCES = tests/fuzz/fuzz-blood-pressure.c
tests_fuzz_fuzz_blood_pressure_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-blood-pressure

check_PROGRAMS += tests/fuzz/fuzz-clock-time
tests_fuzz_fuzz_clock_time_SOURCES = tests/fuzz/fuzz-clock-time.c
tests_fuzz_fuzz_clock_time_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-clock-time

check_PROGRAMS += tests/fuzz/fuzz-cycling-power
tests_fuzz_fuzz_cycling_power_SOURCES = tests/fuzz/fuzz-cycling-power.c
tests_fuzz_fuzz_cycling_power_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-cycling-power

check_PROGRAMS += tests/fuzz/fuzz-immediate-alert
tests_fuzz_fuzz_immediate_alert_SOURCES = tests/fuzz/fuzz-immediate-alert.c
tests_fuzz_fuzz_immediate_alert_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-immediate-alert

check_PROGRAMS += tests/fuzz/fuzz-pulse-oximeter
tests_fuzz_fuzz_pulse_oximeter_SOURCES = tests/fuzz/fuzz-pulse-oximeter.c
tests_fuzz_fuzz_pulse_oximeter_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-pulse-oximeter

check_PROGRAMS += tests/fuzz/fuzz-running-speed-cadence
tests_fuzz_fuzz_running_speed_cadence_SOURCES = tests/fuzz/fuzz-running-speed-cadence.c
tests_fuzz_fuzz_running_speed_cadence_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-running-speed-cadence

check_PROGRAMS += tests/fuzz/fuzz-sfloat
tests_fuzz_fuzz_sfloat_SOURCES = tests/fuzz/fuzz-sfloat.c
tests_fuzz_fuzz_sfloat_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-sfloat

check_PROGRAMS += tests/fuzz/fuzz-thermometer
tests_fuzz_fuzz_thermometer_SOURCES = tests/fuzz/fuzz-thermometer.c
tests_fuzz_fuzz_thermometer_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-thermometer

check_PROGRAMS += tests/fuzz/fuzz-weight-scale
tests_fuzz_fuzz_weight_scale_SOURCES = tests/fuzz/fuzz-weight-scale.c
tests_fuzz_fuzz_weight_scale_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-weight-scale

check_PROGRAMS += tests/fuzz/fuzz-nordic-uart
tests_fuzz_fuzz_nordic_uart_SOURCES = tests/fuzz/fuzz-nordic-uart.c
tests_fuzz_fuzz_nordic_uart_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-nordic-uart

check_PROGRAMS += tests/fuzz/fuzz-thingy
tests_fuzz_fuzz_thingy_SOURCES = tests/fuzz/fuzz-thingy.c
tests_fuzz_fuzz_thingy_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-thingy

check_PROGRAMS += tests/fuzz/fuzz-witmotion
tests_fuzz_fuzz_witmotion_SOURCES = tests/fuzz/fuzz-witmotion.c
tests_fuzz_fuzz_witmotion_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-witmotion

check_PROGRAMS += tests/fuzz/fuzz-health-sensor
tests_fuzz_fuzz_health_sensor_SOURCES = tests/fuzz/fuzz-health-sensor.c
tests_fuzz_fuzz_health_sensor_LDADD = $(FUZZ_DRIVER_LIBS)
FUZZ_TARGETS += fuzz-health-sensor
