# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinician with keys and files, and a person's hub that may trust them."""

import os
import subprocess

from hub_under_test import TIMEOUT_S, check, equal, program

os.environ["HEALTH_TWIN_EXERCISES"] = os.path.join(os.environ.get("top_srcdir", "."),
                                                   "programme/exercises/library")
LIMITS = {
    "version": "1", "clinician": "Dr. Ada Huber", "serial": "1", "valid-from": "2026-01-01",
    "valid-until": "2026-06-30", "heart-rate-cap-bpm": "130", "heart-rate-rest-bpm": "60",
    "heart-rate-peak-bpm": "140", "beta-blocker": "true", "peak-on-beta-blocker": "true",
    "rpe-target": "13", "allow-apply": "false"}
EXERCISE = "[exercise]\nmax-repetitions=12\nmax-sets=3\n"
SQUAT = "[exercise half-squat]\nmin-repetitions=6\nmax-repetitions=8\n"


def twinctl(*arguments, hub=None):
    bus = ["--bus-address", hub.bus.address] if hub else []
    return subprocess.run([program("bin/twinctl"), *bus, *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False)


def done(result):
    check(result.returncode == 0, result.stderr.strip() or result.stdout.strip())
    return result.stdout


def failed(result, *words):
    """One line that says why."""
    equal(result.returncode, 1, "exit status")
    equal(result.stderr.count("\n"), 1, "lines of the error: " + result.stderr)
    for word in words:
        check(word in result.stderr, f"\"{word}\" is not in: {result.stderr}")


class Clinic:
    def __init__(self, folder, name="ada"):
        self.folder = folder
        self.key = os.path.join(folder, name)
        self.made = 0
        self.fingerprint = done(twinctl("clinician", "key", self.key)).split(": ")[1].strip()

    def path(self, text):
        self.made += 1
        path = os.path.join(self.folder, f"{os.path.basename(self.key)}-{self.made}")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def text(self, to, kind="limits", groups=EXERCISE + SQUAT, **changes):
        """A statement; a change of None leaves the key out, an underscore stands for a hyphen."""
        keys = dict(LIMITS) if kind == "limits" else {
            key: LIMITS[key] for key in ("version", "clinician", "serial")}
        keys["person"] = to
        keys.update({key.replace("_", "-"): value for key, value in changes.items()})
        lines = [f"{key}={value}" for key, value in keys.items() if value is not None]
        return f"[{kind}]\n" + "\n".join(lines) + "\n" + (groups if kind == "limits" else "")

    def sign(self, text):
        return done(twinctl("limits", "sign", "--key", self.key + ".secret",
                            self.path(text))).strip()

    def limits(self, to, **changes):
        return self.sign(self.text(to, **changes))

    def revocation(self, person, serial):
        return self.sign(self.text(person, "revocation", serial=str(serial)))

    def release(self, person, serial, stop):
        return self.sign(self.text(person, "release", serial=str(serial), stop=str(stop)))

    def trusted_by(self, hub):
        done(twinctl("clinician", "trust", self.key + ".public", "--name", "Dr. Ada Huber",
                     "--fingerprint", self.fingerprint, hub=hub))
        return self
