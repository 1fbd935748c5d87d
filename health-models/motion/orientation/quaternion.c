/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/orientation/quaternion.h"

#include <math.h>

struct quaternion quaternion_normalise(struct quaternion q)
{
	float length = sqrtf(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
	struct quaternion unit = {q.w / length, q.x / length, q.y / length, q.z / length};

	return length > 0 ? unit : QUATERNION_IDENTITY;
}

struct quaternion quaternion_of_large_rotation(const float r[3])
{
	float angle = sqrtf(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
	float scale = sinf(angle / 2) / angle;
	struct quaternion q = {cosf(angle / 2), scale * r[0], scale * r[1], scale * r[2]};

	return q;
}

struct quaternion quaternion_upright(const float v[3])
{
	float level = v[0] * v[0] + v[1] * v[1];
	float squared = level + v[2] * v[2];
	float length = sqrtf(squared);
	/* Half of the rotation lies between v and up; w is the cosine of half the angle, times 2.
	 * Where v points down, the sum would lose its digits. */
	float w = v[2] >= 0 ? length + v[2] : level / (length - v[2]);
	struct quaternion q = {w, v[1], -v[0], 0};

	if (!(length > 0))
		return QUATERNION_IDENTITY;
	if (v[2] < 0 && level < 1e-14f * squared)
		return (struct quaternion){0, 1, 0, 0};
	return quaternion_normalise(q);
}

void quaternion_to_matrix(struct quaternion q, float matrix[9])
{
	matrix[0] = 1 - 2 * (q.y * q.y + q.z * q.z);
	matrix[1] = 2 * (q.x * q.y - q.w * q.z);
	matrix[2] = 2 * (q.x * q.z + q.w * q.y);
	matrix[3] = 2 * (q.x * q.y + q.w * q.z);
	matrix[4] = 1 - 2 * (q.x * q.x + q.z * q.z);
	matrix[5] = 2 * (q.y * q.z - q.w * q.x);
	matrix[6] = 2 * (q.x * q.z - q.w * q.y);
	matrix[7] = 2 * (q.y * q.z + q.w * q.x);
	matrix[8] = 1 - 2 * (q.x * q.x + q.y * q.y);
}

float quaternion_angle_rad(struct quaternion q)
{
	float sine = sqrtf(q.x * q.x + q.y * q.y + q.z * q.z);

	return 2 * atan2f(sine, fabsf(q.w));
}
