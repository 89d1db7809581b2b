"""The machine a measurement ran on."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path


def facts() -> Mapping[str, str]:
    """Return its cores, memory, processor, system, our Python, and where the load was."""
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_gb():.1f} GB",
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python of the product": platform.python_version(),
        "load, stand-in and system": "on the same machine, loopback only",
    }


def megabytes(process: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
