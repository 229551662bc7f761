# SPDX-License-Identifier: MIT
"""What the figures were measured on."""
import os
import platform


def describe():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "memoryGiB": round(memory / 2**20, 1),
        "kernel": platform.release(),
        "loadBefore": round(os.getloadavg()[0], 2),
    }
