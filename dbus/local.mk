# SPDX-License-Identifier: GPL-3.0-or-later
# Hand-written introspection XML; the C on both sides of it is generated.
noinst_LIBRARIES += libht-dbus.a
libht_dbus_a_CPPFLAGS = $(GLIB_CPPFLAGS)
# Generated code is not held to our warnings.
libht_dbus_a_CFLAGS = $(AM_CFLAGS) -w
nodist_libht_dbus_a_SOURCES = \
	%D%/hub1.c %D%/hub1.h \
	%D%/bluez.c %D%/bluez.h

GDBUS_GENERATE = $(AM_V_GEN)$(MKDIR_P) %D% && $(GDBUS_CODEGEN) --glib-min-required 2.74 --c-generate-autocleanup all

%D%/hub1.h: %D%/org.healthtwin.Hub1.xml
	$(GDBUS_GENERATE) --interface-prefix org.healthtwin. --c-namespace Ht --header --output $@ $<
%D%/hub1.c: %D%/org.healthtwin.Hub1.xml
	$(GDBUS_GENERATE) --interface-prefix org.healthtwin. --c-namespace Ht --body --output $@ $<
%D%/bluez.h: %D%/org.bluez.xml
	$(GDBUS_GENERATE) --interface-prefix org.bluez. --c-namespace Bluez --c-generate-object-manager --header --output $@ $<
%D%/bluez.c: %D%/org.bluez.xml
	$(GDBUS_GENERATE) --interface-prefix org.bluez. --c-namespace Bluez --c-generate-object-manager --body --output $@ $<

BUILT_SOURCES += %D%/hub1.h %D%/bluez.h
CLEANFILES += %D%/hub1.h %D%/hub1.c %D%/bluez.h %D%/bluez.c

dbusinterfacesdir = $(datadir)/dbus-1/interfaces
dist_dbusinterfaces_DATA = %D%/org.healthtwin.Hub1.xml
EXTRA_DIST += %D%/org.bluez.xml
