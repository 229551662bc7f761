# SPDX-License-Identifier: MIT
"""The programs that are measured, and the one that measures them."""
import os
import pathlib
import shutil
import subprocess
from dataclasses import dataclass
from statistics import median

PEERS = pathlib.Path(__file__).resolve().parent.parent / "peers"


class Unavailable(Exception):
    """A program that a measurement needs is not there, or does not do what it should."""


def find(name, package):
    path = shutil.which(name)
    if path is None:
        raise Unavailable(f"{name} is not installed: apt-get install {package}")
    return path


@dataclass
class Run:
    """One run of a program, from its start to its exit."""

    milliseconds: float
    processor_milliseconds: float
    memory_kib: int
    exit_code: int
    output: str


class Programs:
    """Stripped copies, compiled peers, and a folder to work in."""

    def __init__(self, folder, program, sandbox):
        for path in (program, sandbox):
            if not path.exists():
                raise Unavailable(
                    f"{path} is missing: scripts/release {path.name}")
        self.folder = folder
        self.sandbox = sandbox
        self.program = folder / "render-sync"
        subprocess.run([find("strip", "binutils"), "-o", self.program, program], check=True)
        self.measurer = self.compile("measure")
        self.measurer_next = self.compile("measure_next")
        self.links_libcurl = self.compile("links_libcurl", "-lcurl")
        self.next_c = self.compile("next", "-lcurl")
        self.push_c = self.compile("push", "-lcurl")
        self.push_sh = PEERS / "push.sh"
        self.curl = find("curl", "curl")

    def compile(self, name, *libraries):
        output = self.folder / name
        compiler = os.environ.get("CC", "cc")
        command = [find(compiler, "gcc"), "-O2", "-o", output, PEERS / f"{name}.c", *libraries]
        if subprocess.run(command).returncode != 0:
            raise Unavailable(f"{name}.c does not compile: it needs libcurl4-openssl-dev")
        return output

    def run(self, command, environment=None, body=b"", expect=0, measurer=None):
        """Runs a command under a measuring program; an unexpected exit code ends everything."""
        given, taken = self.folder / "input", self.folder / "output"
        given.write_bytes(body)
        full = {"PATH": os.environ["PATH"], **(environment or {})}
        line = subprocess.run(
            [measurer or self.measurer, given, taken, *command], env=full, check=True, capture_output=True, text=True).stdout
        wall, user, system, memory, code = (int(field) for field in line.split())
        output = taken.read_text(errors="replace")
        if code != expect:
            raise Unavailable(f"{command[0]} ended with {code} instead of {expect}: {output}")
        return Run(wall / 1e6, (user + system) / 1e3, memory, code, output)


def summary(runs):
    """The middle of several runs, and the spread of their wall times."""
    times = sorted(run.milliseconds for run in runs)
    return {
        "runs": len(runs),
        "milliseconds": round(median(times), 3),
        "least": round(times[0], 3),
        "tenthToNinetieth": [round(times[len(times) // 10], 3), round(times[len(times) * 9 // 10], 3)],
        "processorMilliseconds": round(median(run.processor_milliseconds for run in runs), 3),
        "memoryMiB": round(median(run.memory_kib for run in runs) / 1024, 1),
    }


def interleaved(count, programs):
    """Runs every program `count` times, in turns, so that a busy moment of the machine meets all of them alike.

    `programs` maps a name to a function that makes one run.
    """
    runs = {name: [] for name in programs}
    names = list(programs)
    for turn in range(count):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            runs[name].append(programs[name]())
    return {name: summary(made) for name, made in runs.items()}
