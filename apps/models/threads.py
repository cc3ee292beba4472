"""One budget of threads for the numeric libraries of a process, aware of cgroup quotas."""

import math
import os
from pathlib import Path

from django.conf import settings

CGROUP_CPU_MAX = Path("/sys/fs/cgroup/cpu.max")


def thread_budget() -> int:
    """How many threads this process may use: ROUTING_THREADS, or what affinity and quota leave."""
    return settings.ROUTING_THREADS or available_cores()


def available_cores() -> int:
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, _cgroup_quota(CGROUP_CPU_MAX) or cores))


def _cgroup_quota(file: Path) -> int:
    """Cores of the cgroup's CPU quota, rounded up; 0 where there is none."""
    try:
        quota, period = file.read_text().split()
    except (OSError, ValueError):
        return 0
    return 0 if quota == "max" else math.ceil(int(quota) / int(period))
