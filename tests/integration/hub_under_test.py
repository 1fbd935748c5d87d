# SPDX-License-Identifier: GPL-3.0-or-later
"""A private bus, a real health-twind on it, and virtual wearables to feed it."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Longer than anything here takes on the busiest machine: what lasts longer hangs.
TIMEOUT_S = 300
PASSPHRASE = b"correct horse battery staple\n"
BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""

SKIP = 77
BUILD = os.environ.get("top_builddir", ".")


def program(name):
    return os.path.join(BUILD, name)


def data_dir():
    """The folder of recordings; without one the test is skipped."""
    folder = os.environ.get("HEALTH_TWIN_DATA", "")
    if not os.path.isdir(folder):
        print("HEALTH_TWIN_DATA names no folder: skipped")
        sys.exit(SKIP)
    return folder


def passphrase_pipe(passphrase=PASSPHRASE):
    reading, writing = os.pipe()
    os.write(writing, passphrase)
    os.close(writing)
    return reading


def hub_call(address, method, *arguments):
    """The command that calls a method of the hub on this bus, as whoever runs it."""
    return ["gdbus", "call", "--address", address, "--timeout", str(TIMEOUT_S),
            "--dest", "org.healthtwin.Hub1", "--object-path", "/org/healthtwin/Hub1",
            "--method", "org.healthtwin.Hub1." + method, *arguments]


class Bus:
    def __init__(self, folder):
        path = os.path.join(folder, "bus")
        config = os.path.join(folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG.format(path=path))
        self.process = subprocess.Popen(
            ["dbus-daemon", "--config-file=" + config, "--nofork", "--nopidfile", "--print-address"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.address = self.process.stdout.readline().decode().strip()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Hub:
    """One state folder, one bus; the daemon may be started and ended many times."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="health-twin-test.")
        self.state = os.path.join(self.folder, "state")
        self.config = os.path.join(self.folder, "health-twin.conf")
        self.errors = os.path.join(self.folder, "errors")
        with open(self.config, "w", encoding="utf-8"):
            pass
        self.bus = Bus(self.folder)
        self.daemon = None
        self.watchers = []
        self.created = False
        self.people = []  # ids in the order of their adding, by which dumps number them from 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.kill()
            self.daemon.wait()
        for watcher in self.watchers:
            watcher.stop()
        self.bus.stop()
        shutil.rmtree(self.folder)

    def spawn(self, *options, fd=None, before_exec=None):
        command = [program("bin/health-twind"), "--bus-address", self.bus.address, "--state-dir",
                   self.state, "--config", self.config, *options]
        if fd is not None:
            command += ["--passphrase-fd", str(fd)]
        with open(self.errors, "ab") as errors:
            self.daemon = subprocess.Popen(command, stderr=errors, stdin=subprocess.DEVNULL,
                                           preexec_fn=before_exec, pass_fds=[] if fd is None else [fd])
        if fd is not None:
            os.close(fd)
        return self.daemon

    def start(self, before_exec=None):
        """Starts the daemon, unlocked; makes the keys the first time."""
        keys = [] if self.created else ["--create-keys"]
        self.spawn("--virtual-time", *keys, fd=passphrase_pipe(), before_exec=before_exec)
        self.created = True
        self.wait_for_name()

    def wait_for_name(self):
        subprocess.run(["gdbus", "wait", "--address", self.bus.address, "--timeout", str(TIMEOUT_S),
                        "org.healthtwin.Hub1"], check=True)

    def stop(self, number=signal.SIGTERM):
        self.daemon.send_signal(number)
        return self.daemon.wait(TIMEOUT_S)

    def said(self):
        with open(self.errors, encoding="utf-8") as file:
            return file.read()

    def unlock(self, passphrase=PASSPHRASE, *options):
        """What twinctl unlock gave."""
        fd = passphrase_pipe(passphrase)
        result = subprocess.run([program("bin/twinctl"), "--bus-address", self.bus.address, "unlock",
                                 "--passphrase-fd", str(fd), *options], pass_fds=[fd],
                                capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        os.close(fd)
        return result

    def watch(self):
        self.watchers.append(Watcher(self.bus.address))
        return self.watchers[-1]

    def try_call(self, method, *arguments):
        return subprocess.run(hub_call(self.bus.address, method, *arguments), capture_output=True,
                              text=True, timeout=TIMEOUT_S, check=False)

    def call(self, method, *arguments):
        result = self.try_call(method, *arguments)
        check(result.returncode == 0, f"{method}: {result.stderr.strip()}")
        return result.stdout.strip()

    def add_person(self, name="Maria"):
        self.people.append(self.call("AddPerson", f"{{'name': <'{name}'>}}").split("'")[1])
        return self.people[-1]

    def enroll(self, address, person, motion=False):
        """Without motion the wearable gives ECG alone, and the sums are those of the ECG."""
        self.call("EnrollWearable", address)
        self.call("AssignWearable", address, person)
        if not motion:
            self.call("ConfigureWearable", address, "{'acceleration': <{'on': <false>}>}")

    def wearable(self, address, *options, speed="max"):
        """Starts a virtual wearable."""
        return subprocess.Popen(
            [program("bin/virtual-wearable"), "--bus-address", self.bus.address, "--address",
             address, "--speed", speed, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def play(self, address, *options, speed="max"):
        """Plays to the end; returns what the wearable counted."""
        wearable = self.wearable(address, *options, speed=speed)
        for _ in range(TIMEOUT_S):
            with contextlib.suppress(subprocess.TimeoutExpired):
                return told(wearable, 1)
            if self.daemon.poll() is not None:
                wearable.kill()
                check(False, f"the hub ended with {self.daemon.returncode}: {self.said()}")
        wearable.kill()
        return check(False, "the wearable does not end")

    def number(self, key):
        """A total of GetStatus: what is not in the list of streams."""
        status = without_streams(self.call("GetStatus"))
        return int(re.search(rf"'{key}': <(?:uint64 |uint32 )?(\d+)>", status).group(1))

    def dump_text(self):
        fd = passphrase_pipe()
        result = subprocess.run(
            [program("tests/integration/store-dump"), self.state, str(fd), *self.people],
            pass_fds=[fd], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        os.close(fd)
        check(result.returncode == 0, result.stderr)
        return result.stdout

    def dump(self):
        return Dump(self.dump_text())


def without_streams(status):
    start = status.find("'streams': <[")
    if start < 0:
        return status
    end, depth = status.index("[", start), 0
    while True:
        depth += {"[": 1, "]": -1}.get(status[end], 0)
        end += 1
        if depth == 0:
            return status[:start] + status[end:]


class Watcher:
    """Another process that sees what the hub broadcasts."""

    def __init__(self, address):
        self.process = subprocess.Popen(
            ["stdbuf", "-oL", "gdbus", "monitor", "--address", address, "--dest",
             "org.healthtwin.Hub1"], stdout=subprocess.PIPE, text=True)
        self.lines = []
        self.stored = {}  # stream: (stored_until_utc_us, sample_count)
        self.next_line()  # "Monitoring signals ..."
        self.next_line()  # "The name ... is owned by ..."

    def next_line(self):
        line = self.process.stdout.readline()
        check(line, "the monitor ended")
        self.lines.append(line.strip())
        found = re.search(r"StoredUntil \('([\w-]+)', (?:int64 )?(\d+), (?:uint64 )?(\d+)\)", line)
        if found:
            self.stored[found.group(1)] = (int(found.group(2)), int(found.group(3)))
        return found

    def wait_for_samples(self, samples):
        while sum(count for _, count in self.stored.values()) < samples:
            self.next_line()

    def drain(self):
        """Takes in the rest, up to the end of the hub's name."""
        while "does not have an owner" not in self.lines[-1]:
            self.next_line()
        self.stop()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def told(process, timeout_s=TIMEOUT_S):
    out, errors = process.communicate(timeout=timeout_s)
    check(process.returncode == 0, f"virtual-wearable: {errors.strip()}")
    return json.loads(out)


class Dump:
    """What store-dump printed."""

    def __init__(self, text):
        self.records = [json.loads(line) for line in text.splitlines()]

    def of(self, kind, stream=None):
        return [record for record in self.records
                if record["kind"] == kind and stream in (None, record["stream"])]

    def streams(self):
        return sorted({record["stream"] for record in self.of("ecg")})

    def samples(self, stream):
        """{index: microvolts}; a sample that is there twice is an error."""
        samples = {}
        for record in self.of("ecg", stream):
            for offset, uv in enumerate(record["uv"]):
                index = record["index"] + offset
                check(index not in samples, f"{stream}: sample {index} is stored twice")
                samples[index] = uv
        return samples

    def whole_count(self, stream):
        """How many samples; a hole or a sample that is there twice is an error."""
        end = 0
        for record in self.of("ecg", stream):
            equal(record["index"], end, f"{stream}: first index of a record")
            end += len(record["uv"])
        return end

    def beats(self, stream):
        """[(index, label)]"""
        return [(beat[0], beat[1]) for record in self.of("beats", stream)
                for beat in record["beats"]]

    def missed(self, stream):
        return sum(int(record["numbers"][1]) for record in self.of("gap", stream)
                   if record["numbers"][1] > 0)


def check(true, what):
    if not true:
        print("FAIL: " + what, file=sys.stderr)
        sys.exit(1)


def wait_until(true, what):
    """Looks again until it is; what: the complaint where it never is."""
    end_s = time.monotonic() + TIMEOUT_S
    while not true():
        check(time.monotonic() < end_s, what)
        time.sleep(0.05)


def equal(value, wanted, what):
    check(value == wanted, f"{what}: {value!r}, not {wanted!r}")
