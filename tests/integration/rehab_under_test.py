# SPDX-License-Identifier: GPL-3.0-or-later
"""A hub with a person whose wearable is moved by a simulated exercise, and who listens to it."""

import json
import os
import queue
import signal
import subprocess
import threading
import time

from hub_under_test import Hub, TIMEOUT_S, check, passphrase_pipe, program

ADDRESS = "A0:9E:1A:00:00:01"
CHEST = "A0:9E:1A:00:00:02"
TOP = os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", ".."))
LIBRARY = os.path.abspath(os.path.join(TOP, "programme", "exercises", "library"))
os.environ.setdefault("HEALTH_TWIN_EXERCISES", LIBRARY)


class Trace:
    """A live trace, read by a thread: only its lines of sessions."""

    def __init__(self, hub, person, reader=None, before_exec=None):
        reader = reader or program("tests/integration/hub-reader")
        self.process = subprocess.Popen(
            [reader, hub.bus.address, "live", person], stdout=subprocess.PIPE, text=True,
            preexec_fn=before_exec)
        check(self.process.stdout.readline() == "\n", "the live trace does not open")
        self.lines = []
        self.fresh = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for text in iter(self.process.stdout.readline, ""):
            if '"rehab"' in text or '"repetition"' in text:
                self.fresh.put((time.time(), json.loads(text)))
        self.fresh.put(None)

    def wait(self, wanted):
        """The line for which wanted(line) is true; those before it stay in lines."""
        while True:
            try:
                item = self.fresh.get(timeout=TIMEOUT_S)
            except queue.Empty:
                check(False, f"it does not come; the last were {self.lines[-3:]}")
            check(item is not None, f"the trace ended; the last were {self.lines[-3:]}")
            line = dict(item[1], came_s=item[0])
            self.lines.append(line)
            if wanted(line):
                return line

    def wait_for_state(self, state):
        return self.wait(lambda line: line["type"] == "rehab" and line["state"] == state)

    def wait_for_notice(self, notice):
        return self.wait(lambda line: line.get("notice") == notice)

    def wait_for_repetition(self, number, set_number=1):
        return self.wait(lambda line: line["type"] == "repetition" and
                         (line["set"], line["number"]) == (set_number, number))

    repetitions = property(
        lambda self: [line for line in self.lines if line["type"] == "repetition"])

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


class RehabHub(Hub):
    def __init__(self):
        super().__init__()
        self.person = None

    def begin(self):
        """The first start: a person with a strap."""
        self.start()
        self.person = self.add_person()
        self.enroll(ADDRESS, self.person, motion=True)
        return self

    def start_by_wall(self):
        """Starts again, by the system's clock."""
        self.spawn(fd=passphrase_pipe())
        self.wait_for_name()
        while "Locked" in self.try_call("ListPersons").stderr:
            time.sleep(0.1)

    def write(self, exercise, *words):
        """A recording of the exercise; its path."""
        path = os.path.join(self.folder, f"motion-{len(os.listdir(self.folder))}.csv")
        with open(path, "w", encoding="utf-8") as file:
            subprocess.run([program("tests/integration/write-exercise-motion"), exercise, *words],
                           stdout=file, check=True, timeout=TIMEOUT_S)
        return path

    def move(self, path, *keys, kind="strap", speed="max", address=ADDRESS):
        """Starts a wearable that is moved so."""
        choice = ",".join([kind, f"address={address}", f"motion={path}", *keys])
        return subprocess.Popen(
            [program("bin/virtual-wearable"), "--bus-address", self.bus.address, "--wearable",
             choice, "--speed", speed],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def moved(self, path, *keys, **options):
        """Moves it to the end."""
        out, errors = self.move(path, *keys, **options).communicate(timeout=TIMEOUT_S)
        check(errors == "", errors)
        return json.loads(out)

    def start_rehab(self, exercise, **options):
        text = ", ".join(f"'{key}': <'{value}'>" for key, value in options.items())
        return self.call("StartRehab", self.person, exercise, "{" + text + "}").split("'")[1]

    def record_reference(self, exercise, *words, kind="strap", accept="[1, 2, 3]", **options):
        """Records it, and says what AcceptReference gave."""
        trace = Trace(self, self.person)
        self.start_rehab(exercise, mode="reference", **options)
        wearable = self.move(self.write(exercise, *words), kind=kind)
        trace.wait(lambda line: line.get("number") == 3)
        result = self.try_call("AcceptReference", self.person, accept)
        wearable.communicate(timeout=TIMEOUT_S)
        trace.stop()
        return result

    def twinctl(self, *arguments):
        return subprocess.run(
            [program("bin/twinctl"), "--bus-address", self.bus.address, *arguments],
            capture_output=True, text=True, timeout=TIMEOUT_S, check=False)

    def history(self):
        result = self.twinctl("rehab", "history", "--json")
        check(result.returncode == 0, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def kill(self):
        self.stop(signal.SIGKILL)
