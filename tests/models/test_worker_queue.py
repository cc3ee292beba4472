"""The task cluster goes on when the worker whose turn is next is killed."""

import multiprocessing
import os
import signal
import time

import django_q.cluster
import pytest
from django_q.queues import Queue

from apps.models.worker_queue import SurvivingQueue

FORK = multiprocessing.get_context("fork")


def test_the_cluster_uses_queues_that_survive():
    assert django_q.cluster.Queue is SurvivingQueue


@pytest.mark.parametrize(("kind", "answers"), [(SurvivingQueue, True), (Queue, False)])
def test_after_the_waiting_worker_was_killed_the_other_is_given_the_task(kind, answers):
    """The queue as django-q2 makes it shows that there is something to be survived."""
    tasks, results = kind(), FORK.SimpleQueue()
    first = start(lambda: results.put(tasks.get()))
    time.sleep(0.3)
    second = start(lambda: results.put(tasks.get()))
    time.sleep(0.3)
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    tasks.put("a task")
    second.join(2)
    assert results.empty() is not answers
    second.kill()
    second.join()


def start(target):
    process = FORK.Process(target=target, daemon=True)
    process.start()
    return process
