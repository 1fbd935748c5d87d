# SPDX-License-Identifier: GPL-3.0-or-later
# People, their wearables, and the words of findings.
noinst_LIBRARIES += libht-programme.a
libht_programme_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS) \
	-DHT_EXERCISES_LOCAL=\"$(sysconfdir)/health-twin/exercises\" \
	-DHT_EXERCISES_SHIPPED=\"$(datadir)/health-twin/exercises\"
libht_programme_a_SOURCES = \
	%D%/activity-words.c %D%/activity-words.h \
	%D%/beat-counts.c %D%/beat-counts.h \
	%D%/day-numbers.c %D%/day-numbers.h \
	%D%/document.c %D%/document.h \
	%D%/exercises/exercise-checks.c %D%/exercises/exercise-checks.h \
	%D%/exercises/exercise-folders.c \
	%D%/exercises/exercise-key.c %D%/exercises/exercise-key.h \
	%D%/exercises/exercise-values.c %D%/exercises/exercise-values.h \
	%D%/exercises/exercise-words.c %D%/exercises/exercise-words.h \
	%D%/exercises/ht-exercise.c %D%/exercises/ht-exercise.h \
	%D%/exercises/key-lines.c %D%/exercises/key-lines.h \
	%D%/finding-kinds.c %D%/finding-kinds.h \
	%D%/finding-reasons.c %D%/finding-reasons.h \
	%D%/finding-tally.c %D%/finding-tally.h \
	%D%/finding-words.c %D%/finding-words.h \
	%D%/ht-people.c %D%/ht-people.h \
	%D%/limits/clinicians.c %D%/limits/clinicians.h \
	%D%/limits/limits-keeper.c %D%/limits/limits-keeper.h \
	%D%/limits/statement.c %D%/limits/statement.h \
	%D%/limits/statement-keys.c %D%/limits/statement-keys.h \
	%D%/local-days.c %D%/local-days.h \
	%D%/person.c %D%/person.h \
	%D%/rehab-words.c %D%/rehab-words.h \
	%D%/prescription/dose-words.c %D%/prescription/dose-words.h \
	%D%/prescription/prescription.c %D%/prescription/prescription.h \
	%D%/prescription/standing.c %D%/prescription/standing.h \
	%D%/quantity-words.c %D%/quantity-words.h \
	%D%/summary-bands.c %D%/summary-bands.h \
	%D%/summary-numbers.c %D%/summary-numbers.h \
	%D%/trust-words.c %D%/trust-words.h \
	%D%/unit-words.c %D%/unit-words.h \
	%D%/vitality.c %D%/vitality.h \
	%D%/wearable-owners.c %D%/wearable-owners.h

# What a physiotherapist reads and edits; files of the same name in /etc/health-twin/exercises win.
exercisesdir = $(datadir)/health-twin/exercises
dist_exercises_DATA = \
	%D%/exercises/library/biceps-curl.exercise \
	%D%/exercises/library/forward-arm-raise.exercise \
	%D%/exercises/library/half-squat.exercise \
	%D%/exercises/library/heel-raise.exercise \
	%D%/exercises/library/heel-slide.exercise \
	%D%/exercises/library/marching-on-the-spot.exercise \
	%D%/exercises/library/seated-knee-extension.exercise \
	%D%/exercises/library/shoulder-external-rotation.exercise \
	%D%/exercises/library/side-arm-raise.exercise \
	%D%/exercises/library/sit-to-stand.exercise \
	%D%/exercises/library/straight-leg-raise.exercise \
	%D%/exercises/library/wall-push-up.exercise
