/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/rehab/rehab.h"

#include <unistd.h>

#include "common/glib/ht-error.h"

void rehab_options_clear(struct rehab_options *options)
{
	g_clear_pointer(&options->person, g_free);
	g_clear_pointer(&options->wearable, g_free);
	g_clear_pointer(&options->trunk, g_free);
	g_clear_pointer(&options->side, g_free);
	g_clear_pointer(&options->buzz, g_free);
}

static void add(GVariantDict *dict, const char *name, const char *value)
{
	if (value)
		g_variant_dict_insert(dict, name, "s", value);
}

static GVariant *variant_of(const struct rehab_options *options, const char *mode)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	add(&dict, "mode", mode);
	add(&dict, "wearable", options->wearable);
	add(&dict, "trunk", options->trunk);
	add(&dict, "side", options->side);
	add(&dict, "buzz", options->buzz);
	return g_variant_dict_end(&dict);
}

/* (transfer full) The session that is under way if it is this exercise's, after a restart of hub or
 * terminal. */
static char *join(HtHub1 *hub, const char *person, const char *exercise, const char *mode)
{
	g_autoptr(GVariant) state = NULL;
	const char *running = "", *its_mode = "", *session = NULL;

	if (!ht_hub1_call_get_rehab_sync(hub, person, G_DBUS_CALL_FLAGS_NONE, -1, &state, NULL,
					 NULL))
		return NULL;
	g_variant_lookup(state, "exercise", "&s", &running);
	g_variant_lookup(state, "mode", "&s", &its_mode);
	g_variant_lookup(state, "session", "&s", &session);
	if (!g_str_equal(running, exercise) || !g_str_equal(its_mode, mode))
		return NULL;
	return g_strdup(session);
}

char *rehab_begin(HtHub1 *hub, const struct hub_person *person, const char *exercise,
		  const char *mode, const struct rehab_options *options, int *trace_fd,
		  GError **error)
{
	g_autoptr(GError) problem = NULL;
	char *session = NULL;

	*trace_fd = hub_open_live(hub, person->id, error);
	if (*trace_fd < 0)
		return NULL;
	if (ht_hub1_call_start_rehab_sync(hub, person->id, exercise, variant_of(options, mode),
					  G_DBUS_CALL_FLAGS_NONE, -1, &session, NULL, &problem))
		return session;
	if (g_error_matches(problem, HT_ERROR, HT_ERROR_EXISTS))
		session = join(hub, person->id, exercise, mode);
	if (session)
		return session;
	close(*trace_fd);
	*trace_fd = -1;
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}
