"""How much memory this process takes, in MB."""

import os
import resource
from pathlib import Path

STATM = Path("/proc/self/statm")
MB = 2**20


def resident_mb() -> int:
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // MB


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
