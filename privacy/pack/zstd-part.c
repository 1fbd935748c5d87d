/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/zstd-part.h"

#include <zstd.h>

/* Higher ones take ten times as long for 2 %. */
enum { LEVEL = 9 };

static void free_packing(gpointer zstd)
{
	ZSTD_freeCCtx(zstd);
}

static void free_unpacking(gpointer zstd)
{
	ZSTD_freeDCtx(zstd);
}

/* One of each a thread: making one costs more than a minute's table. */
static GPrivate packing = G_PRIVATE_INIT(free_packing);
static GPrivate unpacking = G_PRIVATE_INIT(free_unpacking);

/* Neither size nor sum is written: the one is known, the other is the envelope's business. NULL
 * without memory. */
static ZSTD_CCtx *take_packing(void)
{
	ZSTD_CCtx *zstd = g_private_get(&packing);

	if (zstd)
		return zstd;
	zstd = ZSTD_createCCtx();
	if (zstd && (ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, LEVEL)) ||
		     ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_contentSizeFlag, 0)))) {
		ZSTD_freeCCtx(zstd);
		return NULL;
	}
	g_private_set(&packing, zstd);
	return zstd;
}

static ZSTD_DCtx *take_unpacking(void)
{
	ZSTD_DCtx *zstd = g_private_get(&unpacking);

	if (!zstd) {
		zstd = ZSTD_createDCtx();
		g_private_set(&unpacking, zstd);
	}
	return zstd;
}

gboolean ht_zstd_part_encode(const guint8 *data, gsize size, GByteArray *out)
{
	gsize room = ZSTD_compressBound(size), packed;
	ZSTD_CCtx *zstd = take_packing();
	guint before = out->len;
	gboolean ok;

	if (!zstd)
		return FALSE;
	g_byte_array_set_size(out, before + (guint)room);
	packed = ZSTD_compress2(zstd, out->data + before, room, data, size);
	ok = !ZSTD_isError(packed);
	g_byte_array_set_size(out, before + (ok ? (guint)packed : 0));
	return ok;
}

gboolean ht_zstd_part_decode(const guint8 *data, gsize size, guint8 *out, gsize out_size)
{
	/* One frame and no more: ZSTD_decompressDCtx() would take several. */
	gsize frame = ZSTD_findFrameCompressedSize(data, size);
	ZSTD_DCtx *zstd = take_unpacking();

	return zstd && !ZSTD_isError(frame) && frame == size &&
	       ZSTD_decompressDCtx(zstd, out, out_size, data, size) == out_size;
}
