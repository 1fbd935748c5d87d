/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be made to go wrong with a virtual wearable: --fault NAME[=VALUE] for what is so from
 * the start, --fault NAME@SECONDS[+AMOUNT] for what happens when the wearable has played so long.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	HT_FAULT_DROP,          /* out of reach for AMOUNT seconds */
	HT_FAULT_VANISH,        /* ... for good */
	HT_FAULT_SILENCE,       /* nothing is sent any more, the link stays */
	HT_FAULT_STALL,         /* AMOUNT packets are not taken from bluetoothd in time */
	HT_FAULT_LOSE,          /* AMOUNT packets are lost in the air */
	HT_FAULT_REORDER,       /* AMOUNT times two packets come in the wrong order */
	HT_FAULT_DUPLICATE,     /* AMOUNT packets come twice */
	HT_FAULT_RUBBISH,       /* AMOUNT packets are random bytes */
	HT_FAULT_LYING,         /* AMOUNT packets are a byte short */
	HT_FAULT_LATE_SERVICES, /* after a drop the services are known AMOUNT seconds late */
	HT_FAULT_WRONG_MTU,     /* after a drop the link's MTU stays at 23, once */
	HT_FAULT_BOND_LOST,     /* the wearable drops the link and has forgotten its key */
	HT_FAULT_ADAPTER_GONE,  /* its adapter is unplugged for AMOUNT seconds */
	HT_FAULT_BLUEZ_RESTART, /* bluetoothd is gone for AMOUNT seconds */
	HT_FAULT_CLOCK_RESET,   /* the wearable's clock starts anew */
	HT_FAULT_RATE_ERROR,    /* its rate is AMOUNT ppm off from now on */
} HtFaultKind;

typedef struct {
	HtFaultKind kind;
	guint64 at_ns; /* of device time */
	gdouble amount;
} HtFault;

typedef struct {
	gint64 rubbish_frames; /* every Nth ECG frame; 0 = none */
	gint64 lying_frames;   /* every Nth ECG frame; 0 = none */
	gint64 refuse_connect; /* the first N */
	gint64 refuse_pairing; /* the first N */
	gint64 forget_bond;    /* the first N */
	gboolean already_in_state;
	gboolean small_mtu;
	gdouble drop_link_at_s; /* of the older way to say it; negative = never */
	gdouble drop_link_for_s;
	GArray *script; /* of HtFault, by time; NULL = empty */
} HtFaults;

void ht_faults_init(HtFaults *faults);
void ht_faults_clear(HtFaults *faults);
void ht_faults_copy(HtFaults *to, const HtFaults *from);

/* Takes one fault. HT_ERROR_INVALID for what is none. */
gboolean ht_faults_parse(HtFaults *faults, const char *text, GError **error);
/* After the last one: brings the script into its order. */
void ht_faults_complete(HtFaults *faults);
/* (transfer full) a line per fault, for --help. */
char *ht_faults_describe(void);

guint ht_faults_count(const HtFaults *faults);
const HtFault *ht_faults_get(const HtFaults *faults, guint i);

G_END_DECLS
