# SPDX-License-Identifier: GPL-3.0-or-later
# Codecs, link and the common ground under them.
LINK_LIBS = libht-link.a libht-codec.a libht-dbus.a libht-common-glib.a libht-common.a $(GIO_LIBS)

check_PROGRAMS += tests/integration/link-monitor
tests_integration_link_monitor_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_link_monitor_SOURCES = %D%/integration/link-monitor.c
tests_integration_link_monitor_LDADD = $(LINK_LIBS)
