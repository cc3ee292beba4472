"""A load's report in words, for the terminal."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from apps.catalog.models import ImportRun

VERBS = ("read", "inserted", "updated", "unchanged", "removed", "rejected")
CHANGES = ("inserted", "updated", "removed")
REASONS_TOLD = 1_000
REASONS_SHOWN = 12


def reasons_of(run: ImportRun) -> list[dict[str, Any]]:
    """The commonest first."""
    groups = run.rejected_rows.order_by().values("file", "scope", "reason").annotate(rows=Count("id"))
    return [dict(group) for group in groups.order_by("-rows", "file", "reason")[:REASONS_TOLD]]


def has_changed(run: ImportRun) -> bool:
    return any(count[verb] for count in run.counts.values() for verb in CHANGES)


def summary_of(report: dict[str, Any]) -> str:
    parts = [
        _headline(report),
        _table(report["tables"]),
        _reasons(report),
        "\n".join(f"- {note}" for note in report["notes"]),
    ]
    return "\n\n".join(part for part in parts if part)


def _headline(report: dict[str, Any]) -> str:
    values = {"number": report["run"], "source": report["source"], "seconds": report["seconds"]}
    if report["changed"]:
        return _("Load %(number)s of %(source)s, done in %(seconds)s s.") % values
    return _("No change: the catalogue already holds all of %(source)s (load %(number)s, %(seconds)s s).") % values


def _table(tables: dict[str, dict[str, int]]) -> str:
    lines = [["", *VERBS]]
    lines += [[name, *(f"{count[verb]:,}" for verb in VERBS)] for name, count in tables.items()]
    widths = [max(len(line[place]) for line in lines) for place in range(len(VERBS) + 1)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip() for line in lines
    )


def _reasons(report: dict[str, Any]) -> str:
    reasons = report["reasons"]
    if not reasons:
        return ""
    shown = [
        f"{each['rows']:>9,}  {each['file']}: {each['reason']}"
        + (_(" (the row was kept without it)") if each["scope"] == "value" else "")
        for each in reasons[:REASONS_SHOWN]
    ]
    more = len(reasons) - len(shown)
    if more > 0:
        shown.append(_("           and %(more)d more reasons") % {"more": more})
    return "\n".join([_("Left out (every row: %(page)s):") % {"page": report["rejected_rows"]}, *shown])
