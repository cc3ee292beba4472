"""Runs one of the bench's tasks inside the product: Django is set up, the answer goes to standard output as JSON.

_bench_inside.py TASK ARGUMENTS, the arguments being the task's keywords as JSON
"""

import contextlib
import importlib
import json
import sys
from pathlib import Path

import django

TASKS = {
    "activate": "_bench_versions",
    "active": "_bench_versions",
    "folder": "_bench_versions",
    "training": "_bench_versions",
    "static": "_bench_versions",
    "codes": "_bench_catalogue",
    "truth": "_bench_catalogue",
    "export": "_bench_catalogue",
    "rivals": "_bench_rivals",
    "single": "_bench_single",
    "peers": "_bench_peers",
}


def main() -> None:
    task, arguments = sys.argv[1], json.loads(sys.argv[2])
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    django.setup()
    with contextlib.redirect_stdout(sys.stderr):
        answer = getattr(importlib.import_module(TASKS[task]), task)(**arguments)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
