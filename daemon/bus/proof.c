/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/proof.h"

#include "common/glib/ht-error.h"

#include <unistd.h>

/* On the hub's object while one is under way: each takes tens of MiB. */
#define BUSY "ht-proof"

enum { PATIENCE_MS = 10000 };

typedef struct {
	HtHub *hub;
	int fd;
	char *dir;
	HtSecret *passphrase;
	GError *wrong; /* it is not the hub's */
} Proof;

static void proof_free(gpointer data)
{
	Proof *proof = data;

	close(proof->fd);
	g_free(proof->dir);
	g_clear_pointer(&proof->passphrase, ht_secret_free);
	g_clear_error(&proof->wrong);
	g_free(proof);
}

static void prove_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	Proof *proof = data;
	g_autoptr(HtKeyring) keyring = NULL;
	GError *error = NULL;

	(void)source;
	proof->passphrase = ht_secret_read_fd(proof->fd, PATIENCE_MS, cancellable, &error);
	if (proof->passphrase) {
		keyring = ht_keyring_open(proof->dir, proof->passphrase, &error);
		if (g_error_matches(error, HT_ERROR, HT_ERROR_WRONG_KEY))
			proof->wrong = g_steal_pointer(&error);
	}
	if (error)
		g_task_return_error(task, error);
	else
		g_task_return_boolean(task, TRUE);
}

void ht_proof_async(HtHub *hub, int fd, GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, hub->cancellable, callback, user_data);
	Proof *proof = g_new0(Proof, 1);

	proof->hub = hub;
	proof->fd = fd;
	proof->dir = g_strdup(hub->options->state_dir);
	g_task_set_source_tag(task, ht_proof_async);
	g_task_set_task_data(task, proof, proof_free);
	ht_hub_job_begin(hub);
	if (g_object_get_data(G_OBJECT(hub->object), BUSY)) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_BUSY,
					"another passphrase is being tried; try again later");
		return;
	}
	g_object_set_data(G_OBJECT(hub->object), BUSY, proof);
	g_task_run_in_thread(task, prove_in_worker);
}

HtSecret *ht_proof_finish(HtHub *hub, GAsyncResult *result, gboolean *opens, GError **error)
{
	Proof *proof = g_task_get_task_data(G_TASK(result));
	HtSecret *passphrase = NULL;

	if (g_object_get_data(G_OBJECT(hub->object), BUSY) == proof)
		g_object_set_data(G_OBJECT(hub->object), BUSY, NULL);
	if (!g_task_propagate_boolean(G_TASK(result), error))
		return NULL;
	if (opens)
		*opens = proof->wrong == NULL;
	if (opens || !proof->wrong)
		passphrase = g_steal_pointer(&proof->passphrase);
	else
		g_propagate_error(error, g_steal_pointer(&proof->wrong));
	return passphrase;
}
