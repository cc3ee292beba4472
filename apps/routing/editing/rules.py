"""Which of a plant's rules a routing breaks. Pure: rules and steps in, sentences out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.catalog.templatetags.interface import number
from apps.routing.editing.draft import Draft, Line


@dataclass(frozen=True)
class Rule:
    """A row of RoutingRule, operations by code."""

    kind: str
    blocks: bool
    operation: str = ""
    other: str = ""
    steps: int | None = None
    setup_min: float | None = None
    setup_max: float | None = None
    run_min: float | None = None
    run_max: float | None = None


@dataclass(frozen=True)
class Violation:
    """`key` is the step that it shows on, "" where it is of the routing as a whole."""

    key: str
    sentence: str
    blocks: bool


def violations(draft: Draft, rules: Iterable[Rule]) -> list[Violation]:
    return [
        Violation(key, sentence, rule.blocks)
        for rule in rules
        for key, sentence in CHECKS[rule.kind](rule, draft.lines)
    ]


Found = Iterator[tuple[str, str]]


def _first(rule: Rule, lines: Sequence[Line]) -> Found:
    if not lines or lines[0].operation != rule.operation:
        yield (lines[0].key if lines else ""), _("The first operation has to be %(code)s.") % {"code": rule.operation}


def _last(rule: Rule, lines: Sequence[Line]) -> Found:
    if not lines or lines[-1].operation != rule.operation:
        yield (lines[-1].key if lines else ""), _("The last operation has to be %(code)s.") % {"code": rule.operation}


def _precedes(rule: Rule, lines: Sequence[Line]) -> Found:
    """Every step of the other operation needs one of the first operation somewhere before it, if there is any."""
    if not any(line.operation == rule.operation for line in lines):
        return
    came = False
    for line in lines:
        came = came or line.operation == rule.operation
        if line.operation == rule.other and not came:
            yield line.key, _("%(first)s has to come before %(then)s.") % {"first": rule.operation, "then": rule.other}


def _max_steps(rule: Rule, lines: Sequence[Line]) -> Found:
    limit = rule.steps or 0
    if len(lines) > limit:
        yield (
            "",
            _("The routing has %(count)d steps; more than %(limit)d are not allowed.")
            % {"count": len(lines), "limit": limit},
        )


def _forbidden(rule: Rule, lines: Sequence[Line]) -> Found:
    if any(line.operation == rule.operation for line in lines):
        for line in lines:
            if line.operation == rule.other:
                yield (
                    line.key,
                    _("%(one)s and %(other)s are not allowed in one routing.")
                    % {
                        "one": rule.operation,
                        "other": rule.other,
                    },
                )


def _times(rule: Rule, lines: Sequence[Line]) -> Found:
    for line in lines:
        if line.operation == rule.operation:
            yield from _outside(line.key, _("Set-up"), line.setup_minutes, rule.setup_min, rule.setup_max)
            yield from _outside(line.key, _("Run"), line.run_minutes, rule.run_min, rule.run_max)


def _outside(key: str, what: str, minutes: float | None, low: float | None, high: float | None) -> Found:
    if low is not None and (minutes is None or minutes < low):
        yield key, _("%(what)s has to be at least %(low)s min.") % {"what": what, "low": number(low)}
    if high is not None and minutes is not None and minutes > high:
        yield key, _("%(what)s may be at most %(high)s min.") % {"what": what, "high": number(high)}


CHECKS = {
    "first": _first,
    "last": _last,
    "precedes": _precedes,
    "max_steps": _max_steps,
    "forbidden": _forbidden,
    "times": _times,
}
