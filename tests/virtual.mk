# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the virtual wearable.
check_PROGRAMS += %D%/integration/virtual-client
tests_integration_virtual_client_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_virtual_client_SOURCES = %D%/integration/virtual-client.c
tests_integration_virtual_client_LDADD = libht-dbus.a libht-codec.a libht-common.a $(GIO_LIBS)
