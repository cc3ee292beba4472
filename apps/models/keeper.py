"""What watches over trainings in every task worker: a thread that no queue, schedule or stuck task can hold up.

django-q2 can stop handing out tasks and still say that it lives; so each of its workers looks at the rows itself,
every few seconds: lost runs are ended or queued again, a run that nobody started is started, and schedules that
somebody deleted are made again.
"""

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import connection
from django_q.signals import post_spawn

from apps.models.patience import AWAY, replace_broken_connection
from apps.models.services import recovery, schedules, training
from apps.models.tasks import train_beside

log = logging.getLogger(__name__)
PAUSE_SECONDS = 4.0


def watch_in_every_worker() -> None:
    """A signal, since django-q2 has no other place for what a worker does beside its tasks."""
    post_spawn.connect(_start, dispatch_uid="keep trainings")


def _start(**_signal: Any) -> None:
    threading.Thread(target=_keep_on, name="keeper", daemon=True).start()


def _keep_on() -> None:
    while True:
        time.sleep(min(PAUSE_SECONDS, settings.TRAINING_LEASE_SECONDS / 4))
        try:
            look_after()
        except AWAY:
            log.info("PostgreSQL is away; trainings are looked after when it is back.")
        except Exception:  # the watch goes on, whatever it met
            log.exception("Looking after trainings failed.")
        finally:
            connection.close()


def look_after() -> None:
    replace_broken_connection()
    recovery.reap()
    schedules.mend_rows()
    run = training.take_next(waiting=training.UNSTARTED)
    if run:
        train_beside(run)
