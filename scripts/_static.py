"""Style sheets and scripts where the web server serves them from; needs Django set up."""

import json
import sys

from _steps import ROOT, run
from django.contrib.staticfiles.finders import get_finders

STAMP = ROOT / "var" / "static" / "collected.json"


def collect_static(*, log: str) -> str:
    """Collect them, unless nothing has changed since; says which, in a few words."""
    found = json.dumps(_sources())
    if STAMP.exists() and STAMP.read_text() == found:
        return "up to date"
    said = run([sys.executable, str(ROOT / "manage.py"), "collectstatic", "--no-input", "--clear"], log=log)
    STAMP.write_text(found)
    return said.strip().splitlines()[-1].strip() if said.strip() else ""


def _sources() -> list[tuple[str, float]]:
    return sorted(
        (path, storage.get_modified_time(path).timestamp())
        for finder in get_finders()
        for path, storage in finder.list([])
    )
