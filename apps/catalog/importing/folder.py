"""A folder of CSV files: which form it is in, and which file holds what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal
from apps.catalog.importing.profile import Profile, TableForm
from apps.catalog.importing.profiles import PROFILES
from apps.catalog.importing.records import ITEMS

STAMP = "plant.json"
ENDINGS = (".csv", ".csv.gz")


@dataclass(frozen=True)
class Folder:
    """files: record → its file. notes: what was found and not read, and what is missing."""

    profile: Profile
    files: Mapping[str, Path]
    notes: list[str]


def look_into(folder: Path, wanted: str | None) -> Folder:
    """Raises Refusal where the folder, the profile or the items file is not there."""
    present = _files(folder)
    profile = _named(wanted) if wanted else _first_found(folder, present)
    files = {form.record.name: present[name] for form in profile.tables if (name := _name(form, present))}
    if ITEMS.name not in files:
        raise _no_items(folder, [profile])
    return Folder(profile, files, _notes(profile, files, present))


def _files(folder: Path) -> dict[str, Path]:
    """By lower-case name."""
    if not folder.is_dir():
        raise Refusal(_("There is no folder %(folder)s.") % {"folder": folder})
    try:
        return {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    except OSError as closed:
        raise Refusal(
            _("The folder %(folder)s cannot be read: %(why)s.") % {"folder": folder, "why": closed.strerror}
        ) from closed


def _named(wanted: str) -> Profile:
    for profile in PROFILES:
        if profile.name == wanted:
            return profile
    names = ", ".join(profile.name for profile in PROFILES)
    raise Refusal(_("There is no profile %(name)s. There are: %(names)s.") % {"name": wanted, "names": names})


def _first_found(folder: Path, present: Mapping[str, Path]) -> Profile:
    for profile in PROFILES:
        if _name(_items(profile), present):
            return profile
    begun = [profile for profile in PROFILES if any(_name(form, present) for form in profile.tables)]
    raise _no_items(folder, begun or list(PROFILES))


def _items(profile: Profile) -> TableForm:
    return next(form for form in profile.tables if form.record is ITEMS)


def _no_items(folder: Path, profiles: list[Profile]) -> Refusal:
    names = _(" nor ").join(f"{_items(profile).stem}.csv" for profile in profiles)
    return Refusal(
        _("%(folder)s has no %(names)s (or .csv.gz). Every load needs the items.") % {"folder": folder, "names": names}
    )


def _name(form: TableForm, present: Mapping[str, Path]) -> str | None:
    names = (form.stem.lower() + ending for ending in ENDINGS)
    return next((name for name in names if name in present), None)


def _notes(profile: Profile, files: Mapping[str, Path], present: Mapping[str, Path]) -> list[str]:
    notes = []
    missing = [form.stem for form in profile.tables if form.record.name not in files]
    if missing:
        notes.append(_("Not in the folder: %(names)s.") % {"names": ", ".join(missing)})
    read = {path.name for path in files.values()} | {STAMP}
    ignored = [path.name for path in present.values() if path.name not in read]
    if ignored:
        notes.append(
            _("Read as %(form)s; these files were ignored: %(names)s.")
            % {"form": profile.label, "names": ", ".join(ignored)[:1000]}
        )
    return notes


def made_for(folder: Path) -> str:
    """The environment that a demo plant's folder is stamped with, "" where there is no stamp.

    Raises Refusal where the stamp cannot be read, since it may say that the plant is none.
    """
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as broken:
        raise Refusal(
            _("%(file)s cannot be read (%(why)s). It says where this plant belongs; mend it.")
            % {"file": folder / STAMP, "why": broken}
        ) from broken
    return str(stamp.get("environment", "")) if isinstance(stamp, dict) else ""
