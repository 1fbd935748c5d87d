/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-faults.h"

#include "common/glib/ht-error.h"

#include <math.h>
#include <string.h>

typedef enum { FAULT_FLAG, FAULT_SECONDS, FAULT_COUNT } FaultKind;

typedef struct {
	const char *name;
	FaultKind kind;
	gsize offset;
	const char *meaning;
} FaultOption;

static const FaultOption options[] = {
    {"drop-link-at", FAULT_SECONDS, G_STRUCT_OFFSET(HtFaults, drop_link_at_s),
     "the link drops at this second of device time ..."},
    {"drop-link-for", FAULT_SECONDS, G_STRUCT_OFFSET(HtFaults, drop_link_for_s),
     "... for so many seconds (12)"},
    {"vanish-at", FAULT_SECONDS, G_STRUCT_OFFSET(HtFaults, vanish_at_s),
     "the wearable goes and never comes back"},
    {"stall-at", FAULT_SECONDS, G_STRUCT_OFFSET(HtFaults, stall_at_s),
     "nothing is sent any more, the link stays"},
    {"rubbish-frames", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, rubbish_frames),
     "every Nth ECG frame is random bytes"},
    {"lying-frames", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, lying_frames),
     "every Nth ECG frame is one byte short"},
    {"refuse-connect", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, refuse_connect),
     "the first N Connect() calls fail"},
    {"already-in-state", FAULT_FLAG, G_STRUCT_OFFSET(HtFaults, already_in_state),
     "the ECG stream is on before it is started"},
    {"small-mtu", FAULT_FLAG, G_STRUCT_OFFSET(HtFaults, small_mtu),
     "the link's MTU stays at 23, at which a strap refuses commands"},
};

const HtFaults ht_faults_none = {
    .drop_link_at_s = -1, .drop_link_for_s = 12, .vanish_at_s = -1, .stall_at_s = -1};

static const FaultOption *find(const char *name, gsize length)
{
	for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
		if (strlen(options[i].name) == length &&
		    strncmp(options[i].name, name, length) == 0)
			return &options[i];
	}
	return NULL;
}

static gboolean set_seconds(gdouble *seconds, const char *value)
{
	char *end;
	double x = g_ascii_strtod(value, &end);

	if (end == value || *end != '\0' || !isfinite(x) || x < 0 || x > 1e9)
		return FALSE;
	*seconds = x;
	return TRUE;
}

static gboolean set_value(HtFaults *faults, const FaultOption *option, const char *value)
{
	gpointer field = G_STRUCT_MEMBER_P(faults, option->offset);
	guint64 count;

	switch (option->kind) {
	case FAULT_FLAG:
		*(gboolean *)field = TRUE;
		return value == NULL;
	case FAULT_SECONDS:
		return value && set_seconds(field, value);
	case FAULT_COUNT:
		if (!value || !g_ascii_string_to_unsigned(value, 10, 1, 1000000, &count, NULL))
			return FALSE;
		*(gint64 *)field = (gint64)count;
		return TRUE;
	}
	return FALSE;
}

gboolean ht_faults_parse(HtFaults *faults, const char *text, GError **error)
{
	const char *equals = strchr(text, '=');
	const FaultOption *option = find(text, equals ? (gsize)(equals - text) : strlen(text));

	if (option && set_value(faults, option, equals ? equals + 1 : NULL))
		return TRUE;
	if (option)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "--fault %s: %s", text,
			    option->kind == FAULT_FLAG    ? "takes no value"
			    : option->kind == FAULT_COUNT ? "needs =N, 1 or more"
							  : "needs =SECONDS, 0 or more");
	else
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "--fault %s: no such fault; --help lists them", text);
	return FALSE;
}

char *ht_faults_describe(void)
{
	GString *text = g_string_new("Faults:\n");

	for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
		const FaultOption *option = &options[i];
		const char *value = option->kind == FAULT_FLAG      ? ""
				    : option->kind == FAULT_SECONDS ? "=S"
								    : "=N";
		g_autofree char *usage = g_strconcat(option->name, value, NULL);

		g_string_append_printf(text, "  %-20s %s\n", usage, option->meaning);
	}
	return g_string_free(text, FALSE);
}
