"""Is there room for the next version, and may we write it?"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.catalog.words import plain
from apps.catalog.words import say as _
from apps.diagnostics import units
from apps.diagnostics.reading import Reading, State, grade


@dataclass(frozen=True)
class Disk:
    name = "disk"
    title = _("Disk")
    timeout_seconds: float = 5.0
    watch_share: float = 0.15
    bad_share: float = 0.05

    def measure(self) -> Reading:
        return min((self._folder(folder) for folder in _folders()), key=lambda reading: reading.state.rank)

    def _folder(self, wanted: Path) -> Reading:
        folder = next(place for place in (wanted, *wanted.parents) if place.exists())
        if not (folder.is_dir() and os.access(folder, os.W_OK)):
            return _not_writable(wanted)
        usage = shutil.disk_usage(folder)
        free = usage.free / max(1, usage.total)
        return Reading(
            state=grade(1 - free, watch=1 - self.watch_share, bad=1 - self.bad_share),
            value=_("%(share)s free (%(size)s)", share=units.percent(free), size=units.size(usage.free)),
            threshold=_("more than %(share)s free", share=units.percent(self.watch_share)),
            advice=_(
                "Make room on the disk of %(folder)s: old versions, logs, dumps.",
                folder=str(wanted),
            ),
            detail=plain(str(wanted)),
        )


def _folders() -> list[Path]:
    return [settings.ARTIFACTS_DIR, settings.VAR_DIR]


def _not_writable(folder: Path) -> Reading:
    return Reading(
        state=State.BAD,
        value=_("%(folder)s cannot be written", folder=str(folder)),
        threshold=_("a folder that we may write"),
        advice=_(
            "Make it a folder of the user who runs the web and task processes: install -d -o USER %(folder)s",
            folder=str(folder),
        ),
    )
