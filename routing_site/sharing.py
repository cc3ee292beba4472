"""What is done before a web server forks its workers, so that they share memory instead of each taking its own."""

import ctypes
import gc
import logging

from django.db import connections

from apps.catalog.errors import Refusal
from apps.routing.pages import warm_up

log = logging.getLogger(__name__)
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
GIVE_BACK_FROM_BYTES = 256 * 1024


def prepare_to_fork() -> None:
    """Load what all workers need. Where that fails, each of them says so when it is asked."""
    _give_memory_back()
    try:
        warm_up()
    except Refusal as none_active:
        log.info("No model was loaded before the workers were started: %s", none_active)
    except Exception:  # whatever it is, it does not keep the other pages from being served
        log.warning("The model could not be loaded before the workers were started.", exc_info=True)
    connections.close_all()  # a connection is not to be shared
    gc.collect()
    gc.freeze()  # or the collector would write into every page that is shared


def _give_memory_back() -> None:
    """A prediction's arrays go back to the system when they are freed, and threads share their heaps. Left to
    itself the C library keeps both: 30 MB more in each worker after some predictions."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # not in every C library
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, GIVE_BACK_FROM_BYTES)
        mallopt(M_TRIM_THRESHOLD, GIVE_BACK_FROM_BYTES)
        mallopt(M_ARENA_MAX, 2)
