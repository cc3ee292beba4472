"""Runs independent fits side by side through joblib, while the caller's thread tells of the progress.

Fits report from worker threads, but only the caller's thread calls `progress`: it may use a database
connection, and an exception that it raises (Cancelled) ends all fits at their next report.
"""

from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Any

from joblib import Parallel, delayed

from apps.models.ml.network import Tick
from apps.models.ml.plant import Cancelled

Job = Callable[[Tick], Any]
_PAUSE_SECONDS = 0.5


def run_jobs(jobs: Sequence[Job], costs: Sequence[float], threads: int, tick: Tick) -> list[Any]:
    """Results of all jobs in order; `tick` gets the share done, weighted by the jobs' costs."""
    shares, stop = [0.0] * len(jobs), Event()
    results: list[Any] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            parallel = Parallel(n_jobs=threads, prefer="threads", batch_size=1, pre_dispatch=threads)
            results.extend(parallel(delayed(_run)(job, i, shares, stop) for i, job in enumerate(jobs)))
        except BaseException as error:  # handed to the caller's thread, which raises it
            failure.append(error)

    thread = Thread(target=work, name="training", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_PAUSE_SECONDS)
            tick(sum(s * c for s, c in zip(shares, costs, strict=True)) / sum(costs))
    finally:
        stop.set()
        thread.join()
    if failure:
        raise failure[0]
    return results


def _run(job: Job, i: int, shares: list[float], stop: Event) -> Any:
    def tick(share: float) -> None:
        if stop.is_set():
            raise Cancelled("The training was ended.")
        shares[i] = max(shares[i], share)

    tick(0.0)
    result = job(tick)
    shares[i] = 1.0
    return result
