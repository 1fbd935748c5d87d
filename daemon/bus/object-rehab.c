/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of exercises. Their history is in object-data.c. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "programme/exercises/ht-exercise.h"

static GVariant *describe(const HtExercise *exercise)
{
	const struct exercise *model = ht_exercise_model(exercise);
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&dict, "name", "s", ht_exercise_id(exercise));
	g_variant_dict_insert(&dict, "title", "s", ht_exercise_title(exercise));
	g_variant_dict_insert(&dict, "place", "s", ht_exercise_place_word(model->place));
	g_variant_dict_insert(&dict, "signal", "s", ht_exercise_signal_word(model->signal));
	g_variant_dict_insert(&dict, "sets", "u", model->sets);
	if (model->repetitions)
		g_variant_dict_insert(&dict, "repetitions", "u", model->repetitions);
	if (model->duration_s)
		g_variant_dict_insert(&dict, "duration_s", "u", model->duration_s);
	return g_variant_dict_end(&dict);
}

static gboolean list_exercises(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	g_autoptr(GPtrArray) exercises = NULL;
	GVariantBuilder list;

	if (!ht_gate_hub(data, invocation, NULL))
		return TRUE;
	exercises = ht_exercise_list(NULL, NULL);
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < exercises->len; i++)
		g_variant_builder_add_value(&list, describe(exercises->pdata[i]));
	ht_hub1_complete_list_exercises(object, invocation, g_variant_builder_end(&list));
	return TRUE;
}

static gboolean start_rehab(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			    const char *exercise, GVariant *options, gpointer data)
{
	HtHub *hub = data;
	g_autofree char *session = NULL;
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "StartRehab"))
		return TRUE;
	session = ht_rehab_start(hub->rehab, person, exercise, options, &error);
	if (session)
		ht_hub1_complete_start_rehab(object, invocation, session);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean accept_reference(HtHub1 *object, GDBusMethodInvocation *invocation,
				 const char *person, GVariant *accepted, gpointer data)
{
	HtHub *hub = data;
	const guint *numbers;
	GError *error = NULL;
	gsize count;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "AcceptReference"))
		return TRUE;
	numbers = g_variant_get_fixed_array(accepted, &count, sizeof *numbers);
	if (ht_rehab_accept(hub->rehab, person, numbers, count, &error))
		ht_hub1_complete_accept_reference(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean finish_rehab(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			     gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;
	GVariant *summary;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "FinishRehab"))
		return TRUE;
	summary = ht_rehab_finish(hub->rehab, person, &error);
	if (summary)
		ht_hub1_complete_finish_rehab(object, invocation, summary);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean get_rehab(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			  gpointer data)
{
	HtHub *hub = data;

	if (ht_gate(hub, invocation, person, HT_GATE_OWN, "GetRehab"))
		ht_hub1_complete_get_rehab(object, invocation, ht_rehab_state(hub->rehab, person));
	return TRUE;
}

static gboolean forget_reference(HtHub1 *object, GDBusMethodInvocation *invocation,
				 const char *person, const char *exercise, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "ForgetReference"))
		return TRUE;
	if (ht_rehab_forget_reference(hub->rehab, person, exercise, &error))
		ht_hub1_complete_forget_reference(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

void ht_object_connect_rehab(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-list-exercises", G_CALLBACK(list_exercises), hub);
	g_signal_connect(object, "handle-start-rehab", G_CALLBACK(start_rehab), hub);
	g_signal_connect(object, "handle-accept-reference", G_CALLBACK(accept_reference), hub);
	g_signal_connect(object, "handle-finish-rehab", G_CALLBACK(finish_rehab), hub);
	g_signal_connect(object, "handle-get-rehab", G_CALLBACK(get_rehab), hub);
	g_signal_connect(object, "handle-forget-reference", G_CALLBACK(forget_reference), hub);
}
