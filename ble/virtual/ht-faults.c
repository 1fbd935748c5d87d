/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-faults.h"

#include "common/glib/ht-error.h"

#include <math.h>
#include <string.h>

typedef enum { FAULT_FLAG, FAULT_SECONDS, FAULT_COUNT } FaultValue;

typedef struct {
	const char *name;
	FaultValue kind;
	gsize offset;
	const char *meaning;
} FaultOption;

static const FaultOption options[] = {
    {"rubbish-frames", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, rubbish_frames),
     "every Nth ECG frame is random bytes"},
    {"lying-frames", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, lying_frames),
     "every Nth ECG frame is one byte short"},
    {"refuse-connect", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, refuse_connect),
     "the first N Connect() calls fail"},
    {"refuse-pairing", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, refuse_pairing),
     "the first N Pair() calls fail"},
    {"forget-bond", FAULT_COUNT, G_STRUCT_OFFSET(HtFaults, forget_bond),
     "the wearable forgets the first N bonds as soon as they are made, and drops the link"},
    {"already-in-state", FAULT_FLAG, G_STRUCT_OFFSET(HtFaults, already_in_state),
     "the ECG stream is on before it is started"},
    {"small-mtu", FAULT_FLAG, G_STRUCT_OFFSET(HtFaults, small_mtu),
     "the link's MTU stays at 23, at which a strap refuses commands"},
    {"drop-link-at", FAULT_SECONDS, G_STRUCT_OFFSET(HtFaults, drop_link_at_s),
     "the link drops at this second of device time ..."},
    {"drop-link-for", FAULT_SECONDS, G_STRUCT_OFFSET(HtFaults, drop_link_for_s),
     "... for so many seconds (12)"},
};

typedef struct {
	const char *name;
	HtFaultKind kind;
	gdouble usual; /* amount */
	const char *meaning;
} ScriptedName;

static const ScriptedName scripted[] = {
    {"drop", HT_FAULT_DROP, 12, "out of reach for N seconds"},
    {"vanish", HT_FAULT_VANISH, 0, "the wearable goes and never comes back"},
    {"silence", HT_FAULT_SILENCE, 0, "nothing is sent any more, the link stays"},
    {"stall", HT_FAULT_STALL, 300, "N packets wait in bluetoothd, which keeps 167"},
    {"lose", HT_FAULT_LOSE, 3, "N packets are lost in the air"},
    {"reorder", HT_FAULT_REORDER, 1, "N times two packets change places"},
    {"duplicate", HT_FAULT_DUPLICATE, 1, "N packets come twice"},
    {"rubbish", HT_FAULT_RUBBISH, 1, "N packets are random bytes"},
    {"lying", HT_FAULT_LYING, 1, "N packets are one byte short"},
    {"late-services", HT_FAULT_LATE_SERVICES, 3,
     "the link drops; then the services show N seconds late"},
    {"wrong-mtu", HT_FAULT_WRONG_MTU, 0, "the link drops; once, the next has an MTU of 23"},
    {"bond-lost", HT_FAULT_BOND_LOST, 0, "the link drops, the wearable has lost its key"},
    {"adapter-gone", HT_FAULT_ADAPTER_GONE, 12, "its adapter is unplugged for N seconds"},
    {"bluetoothd-restart", HT_FAULT_BLUEZ_RESTART, 2, "bluetoothd is away for N seconds"},
    {"clock-reset", HT_FAULT_CLOCK_RESET, 0, "its clock starts anew"},
    {"rate-error", HT_FAULT_RATE_ERROR, 20000, "its rate is N ppm off from now on"},
};

/* The older names of two of them. */
static const struct {
	const char *prefix;
	HtFaultKind kind;
} older[] = {{"vanish-at=", HT_FAULT_VANISH}, {"stall-at=", HT_FAULT_SILENCE}};

void ht_faults_init(HtFaults *faults)
{
	*faults = (HtFaults){.drop_link_at_s = -1, .drop_link_for_s = 12};
	faults->script = g_array_new(FALSE, FALSE, sizeof(HtFault));
}

void ht_faults_clear(HtFaults *faults)
{
	g_clear_pointer(&faults->script, g_array_unref);
}

void ht_faults_copy(HtFaults *to, const HtFaults *from)
{
	*to = *from;
	to->script = g_array_copy(from->script);
}

static const FaultOption *find(const char *name, gsize length)
{
	for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
		if (strlen(options[i].name) == length &&
		    strncmp(options[i].name, name, length) == 0)
			return &options[i];
	}
	return NULL;
}

static gboolean get_number(const char *text, gdouble *number, char **end)
{
	gdouble x = g_ascii_strtod(text, end);

	if (*end == text || !isfinite(x) || fabs(x) > 1e9)
		return FALSE;
	*number = x;
	return TRUE;
}

static gboolean set_seconds(gdouble *seconds, const char *value)
{
	gdouble x;
	char *end;

	if (!get_number(value, &x, &end) || *end != '\0' || x < 0)
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

static void add(HtFaults *faults, HtFaultKind kind, gdouble at_s, gdouble amount)
{
	const HtFault fault = {.kind = kind, .at_ns = (guint64)(at_s * 1e9), .amount = amount};

	g_array_append_val(faults->script, fault);
}

/* "@12.5" or "@12.5+3" */
static gboolean add_scripted(HtFaults *faults, const ScriptedName *name, const char *when)
{
	gdouble at_s, amount = name->usual;
	char *end;

	if (!get_number(when, &at_s, &end) || at_s < 0)
		return FALSE;
	if (*end == '+' && !get_number(end + 1, &amount, &end))
		return FALSE;
	if (*end != '\0' || (amount < 0 && name->kind != HT_FAULT_RATE_ERROR))
		return FALSE;
	add(faults, name->kind, at_s, amount);
	return TRUE;
}

static gboolean no_such_fault(const char *text, GError **error)
{
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "--fault %s: no such fault; --help lists them", text);
	return FALSE;
}

static gboolean parse_scripted(HtFaults *faults, const char *text, const char *at, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(scripted); i++) {
		if (strlen(scripted[i].name) != (gsize)(at - text) ||
		    strncmp(scripted[i].name, text, (gsize)(at - text)) != 0)
			continue;
		if (add_scripted(faults, &scripted[i], at + 1))
			return TRUE;
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "--fault %s: needs %s@SECONDS or %s@SECONDS+N, 0 or more", text,
			    scripted[i].name, scripted[i].name);
		return FALSE;
	}
	return no_such_fault(text, error);
}

static gboolean parse_older(HtFaults *faults, const char *text, gboolean *mine)
{
	gdouble at_s;

	for (gsize i = 0; i < G_N_ELEMENTS(older); i++) {
		*mine = g_str_has_prefix(text, older[i].prefix);
		if (!*mine)
			continue;
		if (!set_seconds(&at_s, text + strlen(older[i].prefix)))
			return FALSE;
		add(faults, older[i].kind, at_s, 0);
		return TRUE;
	}
	return FALSE;
}

gboolean ht_faults_parse(HtFaults *faults, const char *text, GError **error)
{
	const char *at = strchr(text, '@');
	const char *equals = strchr(text, '=');
	const FaultOption *option = find(text, equals ? (gsize)(equals - text) : strlen(text));
	gboolean seconds = option && option->kind == FAULT_SECONDS;

	if (at)
		return parse_scripted(faults, text, at, error);
	if (parse_older(faults, text, &seconds) ||
	    (option && set_value(faults, option, equals ? equals + 1 : NULL)))
		return TRUE;
	if (!option && !seconds)
		return no_such_fault(text, error);
	seconds = seconds || option->kind == FAULT_SECONDS;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "--fault %s: %s", text,
		    seconds                      ? "needs =SECONDS, 0 or more"
		    : option->kind == FAULT_FLAG ? "takes no value"
						 : "needs =N, 1 or more");
	return FALSE;
}

static gint by_time(gconstpointer a, gconstpointer b)
{
	const HtFault *one = a, *other = b;

	return (one->at_ns > other->at_ns) - (one->at_ns < other->at_ns);
}

void ht_faults_complete(HtFaults *faults)
{
	if (faults->drop_link_at_s >= 0)
		add(faults, HT_FAULT_DROP, faults->drop_link_at_s, faults->drop_link_for_s);
	faults->drop_link_at_s = -1;
	g_array_sort(faults->script, by_time);
}

guint ht_faults_count(const HtFaults *faults)
{
	return faults->script ? faults->script->len : 0;
}

const HtFault *ht_faults_get(const HtFaults *faults, guint i)
{
	return &g_array_index(faults->script, HtFault, i);
}

char *ht_faults_describe(void)
{
	GString *text = g_string_new("Faults from the start:\n");

	for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
		const FaultOption *option = &options[i];
		const char *value = option->kind == FAULT_FLAG      ? ""
				    : option->kind == FAULT_SECONDS ? "=S"
								    : "=N";
		g_autofree char *usage = g_strconcat(option->name, value, NULL);

		g_string_append_printf(text, "  %-22s %s\n", usage, option->meaning);
	}
	g_string_append(text, "\nFaults when the wearable has played for S seconds:\n");
	for (gsize i = 0; i < G_N_ELEMENTS(scripted); i++) {
		g_autofree char *usage =
		    g_strconcat(scripted[i].name, "@S", scripted[i].usual > 0 ? "+N" : "", NULL);

		g_string_append_printf(text, "  %-22s %s", usage, scripted[i].meaning);
		if (scripted[i].usual > 0)
			g_string_append_printf(text, " (%g)", scripted[i].usual);
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}
