/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who asked for what and what was answered: DIR/audit, a chain of entries that cannot be changed,
 * cut or put into another order unseen.
 *
 * Each entry is encrypted, and authenticated with a key that the next one no longer can be traced
 * back from: k[n + 1] = H(k[n]), and k[n] is wiped from memory and disk. So whoever takes over the
 * running hub can write what follows and cannot rewrite what was written before (forward-secure
 * audit log: Bellare and Yee 1997, Schneier and Kelsey 1999). What the first key was, the hub
 * forgets when the owner takes it: ht_audit_export_key(); the file that holds it verifies the chain
 * from then on (audit-verify.h). Layout on disk: audit-format.h; the keys: audit-chain.h.
 *
 * Any thread; a lock inside. Appending waits for the disk twice (two fdatasync(), some milliseconds
 * on a card): it may be called in the main loop before an answer is given, not for every packet.
 */
#pragma once

#include "privacy/audit/checkpoint.h"
#include "privacy/keys/keyring.h"

G_BEGIN_DECLS

typedef struct _HtAudit HtAudit;

typedef enum {
	HT_AUDIT_CLOCK_UNSET = 0, /* the time of day is not to be believed */
	HT_AUDIT_CLOCK_SET = 1,
	HT_AUDIT_CLOCK_VIRTUAL = 2,
} HtAuditClock;

typedef enum {
	HT_AUDIT_ANSWERED = 1,
	HT_AUDIT_REFUSED = 2, /* no consent, no right, budget spent, too little data */
	HT_AUDIT_FAILED = 3,
} HtAuditOutcome;

enum {
	HT_AUDIT_ACTION_MAX = 32, /* bytes with the final zero */
	HT_AUDIT_PERSON_MAX = 40,
	HT_AUDIT_DETAIL_MAX = 48,
	HT_AUDIT_NO_UID = -1, /* as guint32: the hub itself */
};

typedef struct {
	guint64 sequence;   /* given by the chain, from 1 */
	gint64 boottime_ns; /* CLOCK_BOOTTIME; given by the chain */
	gint64 utc_ns;
	HtAuditClock clock;
	guint32 uid; /* that the bus vouches for */
	HtAuditOutcome outcome;
	const char *action; /* "ExportSummary": printable ASCII, never empty */
	const char *person; /* opaque id; "" = of nobody */
	const char *detail; /* a short code as "30d anonymised" or "NotAuthorized"; never a health
			       value, a name or what a caller wrote; "" = none */
} HtAuditEntry;

/* (transfer full) Makes the folder and a chain if there is none, takes up the chain where a kill
 * left it, and says so in it. HT_ERROR_WRONG_KEY. A chain that does not fit its state is no error:
 * it goes on in a new file, and verifying tells. */
HtAudit *ht_audit_open(const char *dir, const HtKeyring *keyring, GError **error);
/* Wraps what it keeps anew under another keyring, durably. For the rotation of the data key. */
gboolean ht_audit_rewrap(HtAudit *audit, const HtKeyring *keyring, GError **error);
void ht_audit_free(HtAudit *audit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtAudit, ht_audit_free)

/* sequence and boottime_ns of the entry are not looked at. Durable when it returns TRUE; on FALSE
 * nothing was written, and what was asked for is not to be answered. Texts that are too long are
 * HT_ERROR_INVALID. */
gboolean ht_audit_append(HtAudit *audit, const HtAuditEntry *entry, GError **error);

/* The entry is valid during the call. Return FALSE to stop. */
typedef gboolean (*HtAuditVisitor)(gpointer context, const HtAuditEntry *entry);
/* Entries about this person (NULL = all) from the first on. What cannot be decrypted is left out:
 * it is for verifying to tell. Reads files: in a worker. The visitor may append. */
gboolean ht_audit_list(HtAudit *audit, const char *person, HtAuditVisitor visitor, gpointer context,
		       GError **error);

/* The last entry's number; 0 = none yet. */
guint64 ht_audit_last(HtAudit *audit);

/* What leaves the hub with every export: signed, so that whoever keeps it can later prove what the
 * chain and the store were. epoch and digest: of ht_store_head(); 0 and zeros = not known. */
gboolean ht_audit_checkpoint(HtAudit *audit, guint64 store_epoch, const guint8 store_digest[32],
			     gint64 utc_ns, guint8 out[CHECKPOINT_SIZE], GError **error);

/* (transfer full) What the owner keeps elsewhere (audit-owner-key.h), AUDIT_OWNER_KEY_SIZE bytes.
 * Once: the hub forgets it by ht_audit_forget_key(), which is to follow when it was handed over.
 * HT_ERROR_EXISTS where it was taken already. anew = begin a new key: both write an entry of their
 * own, with uid and time of asked. */
HtSecret *ht_audit_export_key(HtAudit *audit, gboolean anew, const HtAuditEntry *asked,
			      GError **error);
gboolean ht_audit_forget_key(HtAudit *audit, const HtAuditEntry *asked, GError **error);
/* Whether the owner has taken it. Until then the chain can be rewritten by who has the hub. */
gboolean ht_audit_key_is_taken(HtAudit *audit);

/* A file of DIR/audit as of one moment: its first size bytes do not change any more. */
typedef struct {
	guint32 number; /* 0 = the state */
	goffset size;
	int fd;          /* -1 for the state */
	GBytes *content; /* of the state */
} HtAuditPart;

/* (transfer full) (element-type HtAuditPart) All of one moment, the state first, then by number:
 * for verifying elsewhere and for backups. */
GPtrArray *ht_audit_snapshot(HtAudit *audit, GError **error);

G_END_DECLS
