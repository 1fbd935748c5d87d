/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store-pool.h"

/* Each keeps some cache; more than these are needed only in a moment. */
enum { IDLE_MAX = 2 };

struct _HtStorePool {
	char *path;
	HtSecret *key;
	GMutex lock;
	GPtrArray *idle; /* of sqlite3, under the lock */
};

static void close_connection(gpointer db)
{
	ht_store_connection_close(db);
}

HtStorePool *ht_store_pool_new(const char *path, const HtSecret *key, GError **error)
{
	HtStorePool *pool;
	sqlite3 *db = ht_store_connection_open(path, key, HT_STORE_READING, error);

	if (!db)
		return NULL;
	pool = g_new0(HtStorePool, 1);
	pool->path = g_strdup(path);
	pool->key = ht_secret_new(ht_secret_bytes(key), ht_secret_size(key));
	pool->idle = g_ptr_array_new_with_free_func(close_connection);
	g_mutex_init(&pool->lock);
	g_ptr_array_add(pool->idle, db);
	return pool;
}

sqlite3 *ht_store_pool_take(HtStorePool *pool, GError **error)
{
	sqlite3 *db = NULL;

	g_mutex_lock(&pool->lock);
	if (pool->idle->len > 0)
		db = g_ptr_array_steal_index(pool->idle, pool->idle->len - 1);
	g_mutex_unlock(&pool->lock);
	return db ? db : ht_store_connection_open(pool->path, pool->key, HT_STORE_READING, error);
}

void ht_store_pool_give_back(HtStorePool *pool, sqlite3 *db)
{
	g_mutex_lock(&pool->lock);
	if (pool->idle->len < IDLE_MAX) {
		g_ptr_array_add(pool->idle, db);
		db = NULL;
	}
	g_mutex_unlock(&pool->lock);
	if (db)
		ht_store_connection_close(db);
}

void ht_store_pool_free(HtStorePool *pool)
{
	g_ptr_array_unref(pool->idle);
	ht_secret_free(pool->key);
	g_mutex_clear(&pool->lock);
	g_free(pool->path);
	g_free(pool);
}
