"""Where the export goes: an empty folder, or that of an earlier demo plant; never over others' files."""

import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARKER = "plant.json"
ASIDE = ".making"


class FolderInUse(ValueError):
    """args: the folder, and the name of one thing in it that is not ours."""


@contextmanager
def replacing(folder: Path, names: Collection[str]) -> Iterator[Path]:
    """Gives an empty folder to write into; what stands there in the end replaces the files, the marker last.

    An error leaves the folder as it was, and none where there was none.
    """
    refuse_foreign(folder, names)
    aside, new = folder / ASIDE, not folder.exists()
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        for name in (*names, MARKER):
            (aside / name).replace(folder / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if new:
            with suppress(OSError):  # it holds the export
                folder.rmdir()


def refuse_foreign(folder: Path, names: Collection[str]) -> None:
    """Raise FolderInUse where something stands that no earlier run has written."""
    found = {entry.name for entry in folder.iterdir()} - {ASIDE} if folder.exists() else set()
    foreign = found - {*names, MARKER} if _is_demo_plant(folder) else found
    if foreign:
        raise FolderInUse(folder, min(foreign))


def _is_demo_plant(folder: Path) -> bool:
    try:
        stamp = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(stamp, dict) and stamp.get("environment") == "demo"
