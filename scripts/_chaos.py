"""Kills -9 at random moments of trainings, called by scripts/chaos: within a minute every training has ended or runs
again, no training makes two versions, every version's files are whole, and nothing half-built is left."""

import argparse
import os
import random
import secrets
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import _processes
from _chaos_site import TARGETS, ChaosSite, Server
from _running import everything_ended, only_one
from _steps import ROOT, say, step

AGAIN = "look at the lines above; --seed makes the same moments again."
SETTLED_SECONDS = 60.0
LATE_SHARE = 1 / 3
LATE_FROM = 0.94


@dataclass(frozen=True)
class Kill:
    target: str
    moment: str
    outcome: str
    seconds: float
    violations: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/chaos")
    parser.add_argument("kills", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--lease", type=int, default=30)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "chaos")
    arguments = parser.parse_args()
    _processes.raise_on_signals()
    _processes.mark("chaos")
    os.chdir(ROOT)
    folder = arguments.folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with only_one(folder.parent / "chaos.lock", "The chaos"), everything_ended("chaos"):
        Server(folder / "postgres").kill_left()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        failed = _run(folder, arguments.kills, arguments.seed, arguments.lease)
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(failed)


def _run(folder: Path, count: int, seed: int, lease: int) -> int:
    say(f"seed {seed}, {count} kills, lease {lease} s")
    with step("A site of its own: PostgreSQL, a small plant, a task cluster", AGAIN):
        site = ChaosSite(folder, lease)
        site.build()
    try:
        with step(f"{count} kills", AGAIN):
            kills = list(_kills(site, random.Random(seed), count))  # noqa: S311 - moments, no secrets
        with step("Afterwards: trainings end, tasks are handed out, all files are whole", AGAIN):
            left = site.violations_at_the_end()
    finally:
        site.stop()
    return _report(kills, left)


def _kills(site: ChaosSite, rng: random.Random, count: int) -> Iterator[Kill]:
    """As many of each target as can be, in random order."""
    targets = [TARGETS[i % len(TARGETS)] for i in range(count)]
    rng.shuffle(targets)
    for number, target in enumerate(targets, 1):
        kill = _one(site, rng, target)
        say(f"   {number:3d}  {target:9s} {kill.moment:34s} {kill.seconds:5.1f} s  {kill.outcome}")
        for violation in kill.violations:
            say(f"        VIOLATED  {violation}")
        yield kill


def _one(site: ChaosSite, rng: random.Random, target: str) -> Kill:
    run_id = site.open_training()
    if rng.random() < LATE_SHARE:
        site.wait_for_progress(run_id, LATE_FROM)
        time.sleep(rng.uniform(0, 0.8))
    else:
        time.sleep(rng.uniform(0, site.usual_seconds))
    if target == "training":
        run_id = site.training_under_way(run_id)
    moment = site.where(run_id)
    site.kill(target, rng)
    seconds, violations = site.settle(run_id, SETTLED_SECONDS)
    return Kill(target, moment, site.where(run_id), seconds, violations)


def _report(kills: list[Kill], left: list[str]) -> int:
    say(f"\n{'killed':10s}{'times':>6s}{'settled after, median':>24s}{'longest':>10s}{'violations':>12s}")
    for target in TARGETS:
        of_target = [kill for kill in kills if kill.target == target]
        if of_target:
            seconds = [kill.seconds for kill in of_target]
            broken = sum(len(kill.violations) for kill in of_target)
            line = f"{target:10s}{len(of_target):6d}{statistics.median(seconds):22.1f} s{max(seconds):8.1f} s"
            say(f"{line}{broken:12d}")
    for violation in left:
        say(f"VIOLATED at the end: {violation}")
    broken = len(left) + sum(len(kill.violations) for kill in kills)
    say(f"\n{len(kills)} kills, {broken} violations")
    return 1 if broken else 0


if __name__ == "__main__":
    main()
