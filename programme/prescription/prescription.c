/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/prescription/prescription.h"

#include "common/glib/ht-error.h"
#include "health-models/rehab/dose/dose_record.h"
#include "programme/document.h"

#include <string.h>

#define COLLECTION "prescriptions"

static void set_state(JsonObject *object, const char *name, const struct dose_state *state)
{
	guint8 bytes[DOSE_STATE_SIZE];
	g_autofree char *text = NULL;

	(void)dose_state_encode(state, bytes, sizeof bytes);
	text = g_base64_encode(bytes, sizeof bytes);
	json_object_set_string_member(object, name, text);
}

static gboolean get_state(JsonObject *object, const char *name, struct dose_state *state)
{
	gsize size = 0;
	g_autofree guint8 *bytes = g_base64_decode(ht_document_text(object, name, ""), &size);

	return dose_state_decode(DOSE_STATE_VERSION, bytes, size, state) == 0;
}

static void set_outcome(JsonObject *object, const struct session_outcome *outcome)
{
	guint8 bytes[SESSION_OUTCOME_SIZE];
	g_autofree char *text = NULL;

	(void)session_outcome_encode(outcome, bytes, sizeof bytes);
	text = g_base64_encode(bytes, sizeof bytes);
	json_object_set_string_member(object, "outcome", text);
}

static gboolean get_outcome(JsonObject *object, struct session_outcome *outcome)
{
	gsize size = 0;
	g_autofree guint8 *bytes = g_base64_decode(ht_document_text(object, "outcome", ""), &size);

	return session_outcome_decode(SESSION_OUTCOME_VERSION, bytes, size, outcome) == 0;
}

GBytes *ht_prescription_encode(const HtPrescription *prescription)
{
	g_autoptr(JsonObject) object = json_object_new();

	set_state(object, "state", &prescription->state);
	set_state(object, "before", &prescription->before);
	set_outcome(object, &prescription->outcome);
	json_object_set_string_member(object, "session", prescription->session);
	json_object_set_boolean_member(object, "open", prescription->open);
	json_object_set_int_member(object, "decision", prescription->answer.decision);
	json_object_set_int_member(object, "reason", prescription->answer.reason);
	json_object_set_int_member(object, "variable", prescription->answer.variable);
	return ht_document_encode(object);
}

static gboolean get_answer(JsonObject *object, struct dose_answer *answer)
{
	gint64 decision = ht_document_number(object, "decision", -1);
	gint64 reason = ht_document_number(object, "reason", -1);
	gint64 variable = ht_document_number(object, "variable", -1);

	if (decision < DOSE_HOLD || decision > DOSE_STOP || reason < DOSE_REASON_NONE ||
	    reason > DOSE_REASON_MAX || variable < 0 || variable > DOSE_NEVER)
		return FALSE;
	answer->decision = (enum dose_decision)decision;
	answer->reason = (enum dose_reason)reason;
	answer->variable = (unsigned)variable;
	return TRUE;
}

gboolean ht_prescription_decode(HtPrescription *prescription, GBytes *document, GError **error)
{
	g_autoptr(JsonObject) object = ht_document_decode(document, "prescription", error);
	HtPrescription read = {0};

	if (!object)
		return FALSE;
	g_strlcpy(read.session, ht_document_text(object, "session", ""), sizeof read.session);
	read.open = ht_document_flag(object, "open");
	if (!get_state(object, "state", &read.state) ||
	    !get_state(object, "before", &read.before) || !get_outcome(object, &read.outcome) ||
	    !get_answer(object, &read.answer)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
				    "a stored prescription cannot be read: restore a backup");
		return FALSE;
	}
	*prescription = read;
	return TRUE;
}

static char *id_of(const char *person, const char *exercise)
{
	return g_strdup_printf("%s/%s", person, exercise);
}

gboolean ht_prescription_load(HtStore *store, const char *person, const char *exercise,
			      HtPrescription *prescription, GError **error)
{
	g_autofree char *id = id_of(person, exercise);
	g_autoptr(GBytes) document = ht_store_get_document(store, COLLECTION, id, error);

	return document && ht_prescription_decode(prescription, document, error);
}

gboolean ht_prescription_keep(HtStore *store, const char *person, const char *exercise,
			      const HtPrescription *prescription, GError **error)
{
	g_autofree char *id = id_of(person, exercise);
	g_autoptr(GBytes) document = ht_prescription_encode(prescription);

	return ht_store_put_document(store, person, COLLECTION, id, document, error);
}

typedef struct {
	const char *person;
	HtPrescriptionVisitor visitor;
	gpointer context;
} Visit;

static gboolean visit_one(gpointer context, const char *id, GBytes *content, GError **error)
{
	const Visit *visit = context;
	gsize length = strlen(visit->person);
	HtPrescription prescription;

	if (strncmp(id, visit->person, length) != 0 || id[length] != '/')
		return TRUE;
	return ht_prescription_decode(&prescription, content, error) &&
	       visit->visitor(visit->context, id + length + 1, &prescription, error);
}

gboolean ht_prescription_visit(HtStore *store, const char *person, HtPrescriptionVisitor visitor,
			       gpointer context, GError **error)
{
	Visit visit = {person, visitor, context};

	return ht_store_visit_documents(store, COLLECTION, visit_one, &visit, error);
}
