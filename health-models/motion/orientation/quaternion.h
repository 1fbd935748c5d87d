/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rotations as unit quaternions w x y z, by Hamilton's convention: the product a b rotates by b
 * first. What names an array may be both input and output.
 */
#pragma once

struct quaternion {
	float w, x, y, z;
};

static const struct quaternion QUATERNION_IDENTITY = {1, 0, 0, 0};

static inline struct quaternion quaternion_multiply(struct quaternion a, struct quaternion b)
{
	struct quaternion product = {
	    .w = a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
	    .x = a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
	    .y = a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
	    .z = a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
	};

	return product;
}

static inline struct quaternion quaternion_conjugate(struct quaternion q)
{
	struct quaternion conjugate = {q.w, -q.x, -q.y, -q.z};

	return conjugate;
}

/* Of length 1; the identity where there is no length. */
struct quaternion quaternion_normalise(struct quaternion q);
/* The same where the length is 1 but for rounding, as after products: far quicker. */
static inline struct quaternion quaternion_trim(struct quaternion q)
{
	float f = 1.5f - 0.5f * (q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);

	return (struct quaternion){f * q.w, f * q.x, f * q.y, f * q.z};
}

/* The rotation by a vector: its direction is the axis, its length the angle in rad. Up to 40
 * degrees the series are exact in float, and far quicker. */
struct quaternion quaternion_of_large_rotation(const float rotation_rad[3]);
static inline struct quaternion quaternion_of_rotation(const float r[3])
{
	float s = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
	float scale = 0.5f * (1 - s * (1.0f / 24) * (1 - s * (1.0f / 80) * (1 - s * (1.0f / 168))));
	struct quaternion q = {1 - s * 0.125f * (1 - s * (1.0f / 48) * (1 - s * (1.0f / 120))),
			       scale * r[0], scale * r[1], scale * r[2]};

	return s < 0.5f ? q : quaternion_of_large_rotation(r);
}

/* v, rotated by q. */
static inline void quaternion_rotate(struct quaternion q, const float v[3], float rotated[3])
{
	/* v + 2 w (u x v) + 2 u x (u x v), with u the vector part. */
	float tx = 2 * (q.y * v[2] - q.z * v[1]);
	float ty = 2 * (q.z * v[0] - q.x * v[2]);
	float tz = 2 * (q.x * v[1] - q.y * v[0]);
	float x = v[0] + q.w * tx + q.y * tz - q.z * ty;
	float y = v[1] + q.w * ty + q.z * tx - q.x * tz;
	float z = v[2] + q.w * tz + q.x * ty - q.y * tx;

	rotated[0] = x;
	rotated[1] = y;
	rotated[2] = z;
}

/* The smallest rotation that turns v upwards, onto +z: the inclination that a sensor at rest
 * measures. The identity where v has no length; about x where v points straight down. */
struct quaternion quaternion_upright(const float v[3]);
/* The same rotation as a matrix, by rows: earth = matrix x sensor. */
void quaternion_to_matrix(struct quaternion q, float matrix[9]);
/* 0 to pi. */
float quaternion_angle_rad(struct quaternion q);
