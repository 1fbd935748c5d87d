# SPDX-License-Identifier: GPL-3.0-or-later
# What a system needs around the programs: unit, bus policy, user, settings, man pages, completion.
systemdsystemunit_DATA = %D%/health-twind.service

dbuspolicydir = $(datadir)/dbus-1/system.d
dist_dbuspolicy_DATA = %D%/org.healthtwin.Hub1.conf %D%/dbus/health-twin-bluez.conf

dbussystemservicesdir = $(datadir)/dbus-1/system-services
dist_dbussystemservices_DATA = %D%/org.healthtwin.Hub1.service

sysusers_DATA = %D%/sysusers/health-twin.conf

settingsdir = $(sysconfdir)/health-twin
dist_settings_DATA = %D%/health-twin.conf

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/completion/twinctl

dist_man_MANS += %D%/man/twinctl.1 %D%/man/health-twind.8 %D%/man/health-twin.conf.5 %D%/man/health-twin-exercise.5 %D%/man/health-twin-limits.5 %D%/man/virtual-wearable.1

%D%/health-twind.service: %D%/health-twind.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) %D% && $(SED) -e 's|@libexecdir[@]|$(libexecdir)|g' $(srcdir)/%D%/health-twind.service.in >$@.tmp && mv $@.tmp $@
CLEANFILES += %D%/health-twind.service

EXTRA_DIST += \
	.ci/run \
	LICENSES/GPL-3.0-or-later.txt \
	LICENSES/MIT.txt \
	$(sysusers_DATA) \
	%D%/health-twind.service.in \
	%D%/demo.sh \
	%D%/debian/README.Debian \
	%D%/debian/changelog \
	%D%/debian/control \
	%D%/debian/copyright \
	%D%/debian/health-twin.dirs \
	%D%/debian/health-twin.docs \
	%D%/debian/health-twin.prerm \
	%D%/debian/rules \
	%D%/debian/source/format

# The tarball has the folder (tar follows the link) where dpkg-buildpackage looks for it.
dist-hook:
	cd '$(distdir)' && ln -s packaging/debian debian
