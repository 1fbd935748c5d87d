# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sensor on the chest measures of a simulated person, as rows of motion: walks, falls, gets up.

Physics, not recordings: a walk is the body's weight carried and released twice a stride, a fall is a moment without
weight, a blow and gravity from another side. What is told of such a person shows that the way works, not how good it is.
"""

import math
import random

G_MS2 = 9.80665
RATE_HZ = 50


class Person:
    def __init__(self, seed=1, up=(0.0, -1.0, 0.0), front=(0.0, 0.0, 1.0)):
        self.noise = random.Random(seed)
        self.up, self.front = up, front
        self.rows = []  # (x, y, z) in g
        self.lying = False

    def add(self, along_up, along_front=0.0):
        self.rows.append(tuple(u * along_up + f * along_front + self.noise.gauss(0, 0.004)
                               for u, f in zip(self.up, self.front)))

    def rest(self, seconds):
        for i in range(round(seconds * RATE_HZ)):
            breath = 0.01 * math.sin(2 * math.pi * 0.25 * i / RATE_HZ)
            if self.lying:
                self.add(breath, 1.0)
            else:
                self.add(1.0, breath)

    def walk(self, seconds, cadence_spm=110, height_g=0.45):
        """Returns the steps."""
        for i in range(round(seconds * RATE_HZ)):
            phase = 2 * math.pi * cadence_spm / 60 * i / RATE_HZ
            stride = math.sin(phase / 2)
            self.add(1.0 + height_g * math.sin(phase) + 0.1 * height_g * stride, 0.12 * math.sin(phase + 1))
        return seconds * cadence_spm / 60

    def fall(self, impact_g=3.5):
        """Onto the back."""
        for i in range(round(0.4 * RATE_HZ)):
            self.add(0.9 - 0.03 * i, 0.02 * i)
        for size in (impact_g, impact_g * 0.6, 0.5, 1.3, 0.9):
            self.add(0.3 * size, 0.95 * size)
        self.lying = True

    def rise(self):
        steps = round(2 * RATE_HZ)
        for i in range(steps):
            angle = math.pi / 2 * i / steps
            self.add(math.sin(angle), math.cos(angle))
        self.lying = False

    def write(self, path):
        with open(path, "w", encoding="ascii") as file:
            file.write("t,ax,ay,az\n")
            for i, row in enumerate(self.rows):
                file.write("%.3f,%s\n" % (i / RATE_HZ, ",".join("%.4f" % (v * G_MS2) for v in row)))

    def seconds(self):
        return len(self.rows) / RATE_HZ
