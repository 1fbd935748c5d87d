/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-pool.h"

/* Each keeps some cache; more than these are needed only in a moment. */
enum { IDLE_MAX = 2 };

struct _HtStorePool {
	char *path;
	HtSecret *key;
	HtSegmentKeys *segments;
	GMutex lock; /* over all that follows */
	GCond changed;
	GPtrArray *idle; /* of HtStoreReading */
	guint taken;
	gboolean paused;
};

static void close_reading(gpointer data)
{
	HtStoreReading *reading = data;

	ht_store_connection_close(reading->db);
	ht_store_seal_free(reading->seal);
	g_free(reading);
}

static HtStoreReading *open_reading(const char *path, const HtSecret *key, HtSegmentKeys *segments,
				    GError **error)
{
	sqlite3 *db = ht_store_connection_open(path, key, HT_STORE_READING, error);
	HtStoreReading *reading;

	if (!db)
		return NULL;
	reading = g_new0(HtStoreReading, 1);
	reading->db = db;
	reading->seal = ht_store_seal_new(segments);
	return reading;
}

HtStorePool *ht_store_pool_new(const char *path, const HtSecret *key, HtSegmentKeys *segments,
			       GError **error)
{
	HtStorePool *pool;
	HtStoreReading *reading = open_reading(path, key, segments, error);

	if (!reading)
		return NULL;
	pool = g_new0(HtStorePool, 1);
	pool->path = g_strdup(path);
	pool->key = ht_secret_new(ht_secret_bytes(key), ht_secret_size(key));
	pool->segments = segments;
	pool->idle = g_ptr_array_new_with_free_func(close_reading);
	g_mutex_init(&pool->lock);
	g_cond_init(&pool->changed);
	g_ptr_array_add(pool->idle, reading);
	return pool;
}

static void count_back(HtStorePool *pool)
{
	g_mutex_lock(&pool->lock);
	pool->taken--;
	g_cond_broadcast(&pool->changed);
	g_mutex_unlock(&pool->lock);
}

HtStoreReading *ht_store_pool_take(HtStorePool *pool, GError **error)
{
	HtStoreReading *reading = NULL;

	g_mutex_lock(&pool->lock);
	while (pool->paused)
		g_cond_wait(&pool->changed, &pool->lock);
	pool->taken++;
	if (pool->idle->len > 0)
		reading = g_ptr_array_steal_index(pool->idle, pool->idle->len - 1);
	g_mutex_unlock(&pool->lock);
	if (!reading)
		reading = open_reading(pool->path, pool->key, pool->segments, error);
	if (!reading)
		count_back(pool);
	return reading;
}

void ht_store_pool_give_back(HtStorePool *pool, HtStoreReading *reading)
{
	ht_store_seal_forget(reading->seal);
	g_mutex_lock(&pool->lock);
	if (pool->idle->len < IDLE_MAX) {
		g_ptr_array_add(pool->idle, reading);
		reading = NULL;
	}
	g_mutex_unlock(&pool->lock);
	if (reading)
		close_reading(reading);
	count_back(pool);
}

gboolean ht_store_pool_pause(HtStorePool *pool, gint64 patience_us)
{
	gint64 end_us = g_get_monotonic_time() + patience_us;
	gboolean in_time = TRUE;

	g_mutex_lock(&pool->lock);
	while (pool->taken > 0 && in_time)
		in_time = g_cond_wait_until(&pool->changed, &pool->lock, end_us);
	if (pool->taken == 0) {
		pool->paused = TRUE;
		g_ptr_array_set_size(pool->idle, 0);
	}
	g_mutex_unlock(&pool->lock);
	return pool->paused;
}

void ht_store_pool_resume(HtStorePool *pool, const HtSecret *key)
{
	g_mutex_lock(&pool->lock);
	if (key) {
		ht_secret_free(pool->key);
		pool->key = ht_secret_new(ht_secret_bytes(key), ht_secret_size(key));
	}
	pool->paused = FALSE;
	g_cond_broadcast(&pool->changed);
	g_mutex_unlock(&pool->lock);
}

void ht_store_pool_free(HtStorePool *pool)
{
	g_ptr_array_unref(pool->idle);
	ht_secret_free(pool->key);
	g_mutex_clear(&pool->lock);
	g_cond_clear(&pool->changed);
	g_free(pool->path);
	g_free(pool);
}
