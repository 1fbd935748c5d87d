# SPDX-License-Identifier: GPL-3.0-or-later
"""A small perceptron: fit with Adam, dropout and weight decay; write as a C table."""

import numpy as np

LIMIT = 6  # INPUT_LIMIT in beat_network.c
HIDDEN = (32, 16)
POOL = 4_000_003  # random numbers drawn once per network
ANY_BEAT = 3  # rows whose beat may be N or V


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def targets(y, p):
    """One-hot rows; for "any beat", what the network thinks among N and V."""
    t = np.zeros_like(p)
    for label in (0, 1, 2):
        t[y == label, label] = 1
    free = y == ANY_BEAT
    t[free, 1:] = p[free, 1:] / (p[free, 1:].sum(1, keepdims=True) + 1e-9)
    return t


def stretch(pool, size, rng):
    """Random numbers from anywhere in the pool: drawing new ones would take most of the time."""
    start = rng.integers(0, len(pool) - size[0] * size[1])
    return pool[start:start + size[0] * size[1]].reshape(size)


def fit(x, y, weight, epochs, seed, batch=512, rate=3e-3, decay=0.05, drop=0.15, jitter=0.05):
    """Returns [(mean, deviation), (weights, bias), ...]."""
    rng = np.random.default_rng(seed)
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    x = np.clip((x - mean) / deviation, -LIMIT, LIMIT).astype(np.float32)
    sizes = [x.shape[1], *HIDDEN, 3]
    layers = [[(rng.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32),
               np.zeros(b, np.float32)] for a, b in zip(sizes, sizes[1:])]
    first = [[np.zeros_like(v) for v in layer] for layer in layers]
    second = [[np.zeros_like(v) for v in layer] for layer in layers]
    steps, step = epochs * (len(y) // batch), 0
    size = (batch, x.shape[1])
    noise = jitter * rng.standard_normal(POOL, dtype=np.float32)
    kept = (rng.random(POOL, dtype=np.float32) > drop).astype(np.float32)
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for start in range(0, len(y) - batch + 1, batch):
            k = order[start:start + batch]
            step += 1
            h = x[k] + stretch(noise, size, rng)
            h *= stretch(kept, size, rng)
            seen = [h]
            for w, b in layers[:-1]:
                seen.append(np.maximum(seen[-1] @ w + b, 0))
            p = softmax(seen[-1] @ layers[-1][0] + layers[-1][1])
            slope = (p - targets(y[k], p)) * weight[k][:, None] / batch
            now = np.float32(rate * 0.5 * (1 + np.cos(np.pi * step / steps)) + 1e-5)
            for i in range(len(layers) - 1, -1, -1):
                w = layers[i][0]
                change = [seen[i].T @ slope, slope.sum(0)]
                if i:
                    slope = (slope @ w.T) * (seen[i] > 0)
                for j in (0, 1):
                    first[i][j] += 0.1 * (change[j] - first[i][j])
                    second[i][j] += 0.001 * (change[j] ** 2 - second[i][j])
                    up = first[i][j] / (1 - 0.9 ** step)
                    down = np.sqrt(second[i][j] / (1 - 0.999 ** step)) + 1e-8
                    layers[i][j] -= now * (up / down + (decay * w if j == 0 else 0))
    return [(mean, deviation)] + [tuple(layer) for layer in layers]


def number(value):
    text = f"{value:.6g}"
    return text + ("f" if "." in text or "e" in text else ".0f")


def table(name, values):
    values = np.asarray(values, np.float32).reshape(-1)
    lines = ["\t" + " ".join(number(v) + "," for v in values[i:i + 8]) for i in range(0, len(values), 8)]
    return f"static const float {name}[] = {{\n" + "\n".join(lines) + "\n};\n"


def member(look, k, network):
    out = f"\t{{\n\t\t.inputs = {len(network[0][0])},\n\t\t.mean = {look}_mean,\n\t\t.scale = {look}_scale,\n"
    for i in range(1, len(network)):
        out += f"\t\t.weight{i} = {look}{k}_weight{i},\n\t\t.bias{i} = {look}{k}_bias{i},\n"
    return out + "\t},\n"


def write(path, looks, head):
    """looks: {"first": [network, ...], "final": [network, ...]}."""
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + head
    out += '#include "health-models/ecg/beat_network.h"\n\n/* clang-format off */\n'
    for look, members in looks.items():
        mean, deviation = members[0][0]
        out += table(f"{look}_mean", mean) + table(f"{look}_scale", 1 / deviation)
        for k, network in enumerate(members):
            for i, (w, b) in enumerate(network[1:], 1):
                out += table(f"{look}{k}_weight{i}", w.T) + table(f"{look}{k}_bias{i}", b)
    for look, members in looks.items():
        out += f"\nconst struct beat_network beat_network_{look}[BEAT_NETWORK_MEMBERS] = {{\n"
        out += "".join(member(look, k, network) for k, network in enumerate(members)) + "};\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(out + "/* clang-format on */\n")
