# SPDX-License-Identifier: MIT
"""The stripped program: its size, and what it links."""
import re
import subprocess

from .programs import find


def measure(programs, quick):
    listing = subprocess.run(
        [find("readelf", "binutils"), "-d", programs.program], check=True, capture_output=True, text=True).stdout
    return {
        "MiB": round(programs.program.stat().st_size / 2**20, 2),
        "links": re.findall(r"NEEDED.*\[(.*)\]", listing),
    }
