/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub as a client sees it: one connection, one proxy, errors in a person's words.
 *
 * Calls block; twinctl has nothing else to do. A gint64 time is microseconds of UTC.
 */
#pragma once

#include "dbus/hub1.h"

G_BEGIN_DECLS

/* Where the bus is; unset or empty = the system bus. */
#define HUB_BUS_ADDRESS_ENV "HEALTH_TWIN_BUS_ADDRESS"

/* What the errors below are printed with: one line on stderr that says what to do. */
void hub_print_error(const GError *error);

/* What a command ends with: its exit status, after the error, if there is one, was printed. */
int hub_outcome(gboolean ok, const GError *error);

/* (transfer full) The hub, or NULL where no bus or no daemon is there. */
HtHub1 *hub_connect(GError **error);

/* A person by id, or by a name that only one has; text NULL = the only person there is. */
typedef struct hub_person {
	char *id;
	char *name;
	char *zone; /* "" = none set */
	guint birth_year;
} HubPerson;
gboolean hub_find_person(HtHub1 *hub, const char *text, struct hub_person *person, GError **error);
/* (transfer full) Names by id, for lists; empty where the hub cannot say. */
GHashTable *hub_person_names(HtHub1 *hub);
void hub_person_clear(struct hub_person *person);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HubPerson, hub_person_clear)

/* What a command about one person needs; {0} at first. */
typedef struct hub_visit {
	HtHub1 *hub;
	HubPerson person;
	GError *error; /* of any step; hub_outcome() prints it */
} HubVisit;
/* Connects and finds the person, as above. FALSE with the error set. */
gboolean hub_visit(struct hub_visit *visit, const char *text);
void hub_visit_clear(struct hub_visit *visit);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HubVisit, hub_visit_clear)

/* The live trace: a descriptor to close, or -1. */
int hub_open_live(HtHub1 *hub, const char *person, GError **error);

/* What goes over the air, as capture events: a descriptor to close, or -1. */
int hub_open_capture(HtHub1 *hub, const char *person, GError **error);

/* Stored records as a descriptor with JSON Lines, or -1. 0 = from the first, to the last. */
int hub_read_records(HtHub1 *hub, const char *person, const char *const *what, gint64 start_utc_us,
		     gint64 end_utc_us, GError **error);

G_END_DECLS
