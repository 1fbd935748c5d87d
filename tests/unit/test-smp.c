/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairing: the functions against the specification's samples, the responder against an initiator.
 */
#include "ble/virtual/hci/smp.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

static void from_hex(const char *hex, guint8 *out, gsize size)
{
	g_assert_cmpuint(strlen(hex), ==, 2 * size);
	for (gsize i = 0; i < size; i++)
		out[i] = (guint8)(g_ascii_xdigit_value(hex[2 * i]) << 4 |
				  g_ascii_xdigit_value(hex[2 * i + 1]));
}

static void expect_hex(const guint8 *data, gsize size, const char *hex)
{
	guint8 wanted[64];

	from_hex(hex, wanted, size);
	assert_bytes(data, size, wanted, size);
}

/* RFC 4493, section 4, which the specification repeats in D.1. */
static void test_cmac(void)
{
	static const struct {
		gsize size;
		const char *mac;
	} rows[] = {{0, "bb1d6929e95937287fa37d129b756746"},
		    {16, "070a16b46b4d4144f79bdd9dd04a287c"},
		    {40, "dfa66747de9ae63030ca32611497c827"},
		    {64, "51f0bebf7e3b9d92fc49741779363cfe"}};
	guint8 key[16], message[64], mac[16];

	from_hex("2b7e151628aed2a6abf7158809cf4f3c", key, 16);
	from_hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
		 "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
		 message, 64);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpint(smp_aes_cmac(key, message, rows[i].size, mac), ==, 0);
		expect_hex(mac, 16, rows[i].mac);
	}
}

/* Bluetooth Core Specification, Vol 3 Part H, Appendix D. */
#define SAMPLE_N1 "d5cb8454d177733effffb2ec712baeab"
#define SAMPLE_N2 "a6e8e7cc25a75f6e216583f7ff3dc4cf"
#define SAMPLE_A1                                                                                  \
	"00561237"                                                                                 \
	"37bfce"
#define SAMPLE_A2                                                                                  \
	"00a71370"                                                                                 \
	"2dcfc1"

static void test_f4(void)
{
	guint8 u[32], v[32], x[16], out[16];

	from_hex("20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6", u, 32);
	from_hex("55188b3d32f6bb9a900afcfbeed4e72a59cb9ac2f19d7cfb6b4fdd49f47fc5fd", v, 32);
	from_hex(SAMPLE_N1, x, 16);
	g_assert_cmpint(smp_f4(u, v, x, 0, out), ==, 0);
	expect_hex(out, 16, "f2c916f107a9bd1cf1eda1bea974872d");
}

static void test_f5(void)
{
	guint8 w[32], n1[16], n2[16], a1[7], a2[7], mac_key[16], ltk[16];

	from_hex("ec0234a357c8ad05341010a60a397d9b99796b13b4f866f1868d34f373bfa698", w, 32);
	from_hex(SAMPLE_N1, n1, 16);
	from_hex(SAMPLE_N2, n2, 16);
	from_hex(SAMPLE_A1, a1, 7);
	from_hex(SAMPLE_A2, a2, 7);
	g_assert_cmpint(smp_f5(w, n1, n2, a1, a2, mac_key, ltk), ==, 0);
	expect_hex(mac_key, 16, "2965f176a1084a02fd3f6a20ce636e20");
	expect_hex(ltk, 16, "6986791169d7cd23980522b594750a38");
}

static void test_f6(void)
{
	guint8 w[16], n1[16], n2[16], r[16], io[3], a1[7], a2[7], out[16];

	from_hex("2965f176a1084a02fd3f6a20ce636e20", w, 16);
	from_hex(SAMPLE_N1, n1, 16);
	from_hex(SAMPLE_N2, n2, 16);
	from_hex("12a3343bb453bb5408da42d20c2d0fc8", r, 16);
	from_hex("010102", io, 3);
	from_hex(SAMPLE_A1, a1, 7);
	from_hex(SAMPLE_A2, a2, 7);
	g_assert_cmpint(smp_f6(w, n1, n2, r, io, a1, a2, out), ==, 0);
	expect_hex(out, 16, "e3c473989cd0e8c5d26c0b09da958f61");
}

static void test_no_point(void)
{
	struct smp_public_key own, peer;
	struct smp_key_pair *pair = smp_key_pair_new(&own);
	guint8 secret[32];

	g_assert_nonnull(pair);
	peer = own;
	peer.data[63] ^= 1; /* another Y: off the curve */
	g_assert_cmpint(smp_key_pair_agree(pair, &peer, secret), ==, -EBADMSG);
	memset(&peer, 0, sizeof(peer));
	g_assert_cmpint(smp_key_pair_agree(pair, &peer, secret), ==, -EBADMSG);
	smp_key_pair_free(pair);
}

/* The initiator's side, as BlueZ has it. */
typedef struct {
	struct smp smp; /* the responder under test */
	struct smp_answer answer;
	struct smp_key_pair *pair;
	struct smp_public_key own_key, peer_key;
	guint8 own_nonce[16], peer_nonce[16], commitment[16];
	guint8 mac_key[16], ltk[16];
} Pairing;

static const guint8 central[7] = {0, 0x00, 0xaa, 0x01, 0x00, 0x00, 0x23};
static const guint8 peripheral[7] = {1, 0xc0, 0x9e, 0x1a, 0x00, 0x00, 0x01};
static const guint8 central_io[3] = {0x0d, 0x00, 0x01};
static const guint8 peripheral_io[3] = {0x09, 0x00, 0x03};
static const guint8 no_number[16];
/* DisplayYesNo; bonding, MITM, Secure Connections; all keys */
static const guint8 request[] = {0x01, 0x01, 0x00, 0x0d, 0x10, 0x0f, 0x0f};

static void set_up(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	smp_init(&p->smp, true);
	smp_begin_link(&p->smp, peripheral, central);
	p->pair = smp_key_pair_new(&p->own_key);
}

static void tear_down(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	smp_reset(&p->smp);
	smp_key_pair_free(p->pair);
}

/* A packet of exactly that size, so that a byte read past its end is noticed. */
static void send_packet(Pairing *p, const guint8 *packet, gsize size)
{
	g_autofree guint8 *exact = g_memdup2(packet, size);

	smp_input(&p->smp, exact, size, &p->answer);
}

static void send_value(Pairing *p, guint8 code, const guint8 *value, gsize size)
{
	guint8 packet[65] = {code};

	smp_reverse(packet + 1, value, size);
	send_packet(p, packet, 1 + size);
}

static void send_key(Pairing *p, const struct smp_public_key *key)
{
	guint8 packet[65] = {SMP_PUBLIC_KEY};

	smp_reverse(packet + 1, key->data, 32);
	smp_reverse(packet + 33, key->data + 32, 32);
	send_packet(p, packet, sizeof(packet));
}

static const guint8 *answered(const Pairing *p, unsigned index, guint8 code, gsize size)
{
	g_assert_cmpuint(p->answer.count, >, index);
	g_assert_cmpuint(p->answer.packet[index].size, ==, size);
	g_assert_cmphex(p->answer.packet[index].data[0], ==, code);
	return p->answer.packet[index].data + 1;
}

static void expect_failed(const Pairing *p, enum smp_reason reason)
{
	g_assert_cmpuint(p->answer.count, ==, 1);
	g_assert_cmphex(answered(p, 0, SMP_PAIRING_FAILED, 2)[0], ==, reason);
	g_assert_cmpint(p->smp.state, ==, SMP_IDLE);
	g_assert_null(smp_new_key(&p->smp));
}

static void exchange_keys(Pairing *p)
{
	static const guint8 response[] = {0x03, 0x00, 0x09, 0x10, 0x00, 0x00};
	const guint8 *key;

	send_packet(p, request, sizeof(request));
	assert_bytes(answered(p, 0, SMP_PAIRING_RESPONSE, 7), 6, response, 6);
	send_key(p, &p->own_key);
	key = answered(p, 0, SMP_PUBLIC_KEY, 65);
	smp_reverse(p->peer_key.data, key, 32);
	smp_reverse(p->peer_key.data + 32, key + 32, 32);
	smp_reverse(p->commitment, answered(p, 1, SMP_PAIRING_CONFIRM, 17), 16);
}

static void exchange_nonces(Pairing *p)
{
	guint8 commitment[16], secret[32];

	smp_random(p->own_nonce, 16);
	send_value(p, SMP_PAIRING_RANDOM, p->own_nonce, 16);
	smp_reverse(p->peer_nonce, answered(p, 0, SMP_PAIRING_RANDOM, 17), 16);
	smp_f4(p->peer_key.data, p->own_key.data, p->peer_nonce, 0, commitment);
	assert_bytes(commitment, 16, p->commitment, 16);
	g_assert_cmpint(smp_key_pair_agree(p->pair, &p->peer_key, secret), ==, 0);
	smp_f5(secret, p->own_nonce, p->peer_nonce, central, peripheral, p->mac_key, p->ltk);
}

static void test_pairs(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	guint8 check[16], theirs[16], wanted[16], ltk[16];

	exchange_keys(p);
	exchange_nonces(p);
	g_assert_null(smp_new_key(&p->smp));
	smp_f6(p->mac_key, p->own_nonce, p->peer_nonce, no_number, central_io, central, peripheral,
	       check);
	send_value(p, SMP_DHKEY_CHECK, check, 16);
	smp_reverse(theirs, answered(p, 0, SMP_DHKEY_CHECK, 17), 16);
	smp_f6(p->mac_key, p->peer_nonce, p->own_nonce, no_number, peripheral_io, peripheral,
	       central, wanted);
	assert_bytes(theirs, 16, wanted, 16);
	g_assert_nonnull(smp_new_key(&p->smp));
	smp_reverse(ltk, smp_new_key(&p->smp), 16);
	assert_bytes(ltk, 16, p->ltk, 16);
}

static void test_wrong_check(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	guint8 check[16];

	exchange_keys(p);
	exchange_nonces(p);
	smp_f6(p->mac_key, p->own_nonce, p->peer_nonce, no_number, central_io, central, peripheral,
	       check);
	check[15] ^= 1;
	send_value(p, SMP_DHKEY_CHECK, check, 16);
	expect_failed(p, SMP_DHKEY_CHECK_FAILED);
}

static void test_off_the_curve(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	send_packet(p, request, sizeof(request));
	p->own_key.data[40] ^= 1;
	send_key(p, &p->own_key);
	send_value(p, SMP_PAIRING_RANDOM, no_number, 16);
	expect_failed(p, SMP_DHKEY_CHECK_FAILED);
}

static void test_debug_key(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	struct smp_public_key debug;

	from_hex("20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6"
		 "dc809c49652aeb6d63329abf5a52155c766345c28fed3024741c8ed01589d28b",
		 debug.data, 64);
	send_packet(p, request, sizeof(request));
	send_key(p, &debug);
	expect_failed(p, SMP_INVALID_PARAMETERS);
}

static void test_refused_requests(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	static const struct {
		gsize offset;
		guint8 value;
		enum smp_reason reason;
	} rows[] = {{3, 0x05, SMP_AUTHENTICATION_REQUIREMENTS}, /* legacy */
		    {4, 0x07, SMP_ENCRYPTION_KEY_SIZE},
		    {4, 0x11, SMP_INVALID_PARAMETERS}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint8 packet[sizeof(request)];

		memcpy(packet, request, sizeof(request));
		packet[rows[i].offset] = rows[i].value;
		send_packet(p, packet, sizeof(packet));
		expect_failed(p, rows[i].reason);
	}
	p->smp.offered = false;
	send_packet(p, request, sizeof(request));
	expect_failed(p, SMP_PAIRING_NOT_SUPPORTED);
}

static void test_out_of_turn(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	static const guint8 unknown[] = {0x42};

	send_value(p, SMP_PAIRING_RANDOM, no_number, 16);
	expect_failed(p, SMP_INVALID_PARAMETERS);
	send_packet(p, unknown, sizeof(unknown));
	expect_failed(p, SMP_COMMAND_NOT_SUPPORTED);
	send_packet(p, request, sizeof(request) - 1);
	expect_failed(p, SMP_INVALID_PARAMETERS);
	exchange_keys(p);
	send_value(p, SMP_DHKEY_CHECK, no_number, 16);
	expect_failed(p, SMP_INVALID_PARAMETERS);
	exchange_keys(p);
	send_value(p, SMP_PAIRING_RANDOM, no_number, 15);
	expect_failed(p, SMP_INVALID_PARAMETERS);
}

/* The peer's word that it has given up is not answered; an empty packet is nothing. */
static void test_given_up(Pairing *p, G_GNUC_UNUSED gconstpointer data)
{
	static const guint8 failed[] = {SMP_PAIRING_FAILED, SMP_UNSPECIFIED_REASON};

	exchange_keys(p);
	smp_input(&p->smp, failed, 0, &p->answer);
	g_assert_cmpuint(p->answer.count, ==, 0);
	g_assert_cmpint(p->smp.state, ==, SMP_AWAITS_RANDOM);
	send_packet(p, failed, sizeof(failed));
	g_assert_cmpuint(p->answer.count, ==, 0);
	g_assert_cmpint(p->smp.state, ==, SMP_IDLE);
	test_pairs(p, NULL);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(Pairing *p, gconstpointer data);
	} tests[] = {
	    {"/smp/pairs", test_pairs},
	    {"/smp/wrong-check", test_wrong_check},
	    {"/smp/off-the-curve", test_off_the_curve},
	    {"/smp/debug-key", test_debug_key},
	    {"/smp/refused-requests", test_refused_requests},
	    {"/smp/out-of-turn", test_out_of_turn},
	    {"/smp/given-up", test_given_up},
	};

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/smp/sample/cmac", test_cmac);
	g_test_add_func("/smp/sample/f4", test_f4);
	g_test_add_func("/smp/sample/f5", test_f5);
	g_test_add_func("/smp/sample/f6", test_f6);
	g_test_add_func("/smp/no-point", test_no_point);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, Pairing, NULL, set_up, tests[i].test, tear_down);
	return g_test_run();
}
