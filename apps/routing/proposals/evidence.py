"""What the catalogue and the frozen prediction say about a step: machines that were really used, steps that are
likely at a place, and the items and results behind it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Max

from apps.catalog.models import Operation, Resource, RoutingStep, Vendor, WorkResult
from apps.catalog.models.coded import Coded, code_key
from apps.models.ml.prediction import Prediction
from apps.routing.editing.draft import Draft, Line, consistent, new_key
from apps.routing.editing.frozen import line_of

SHOWN = 10
CACHE_SECONDS = 60 * 60
LIKELY_MIN = 0.05


@dataclass(frozen=True)
class Use:
    """A machine or vendor, in how many routings the operation runs there, and when work was last reported."""

    code: str
    name: str
    routings: int
    last_on: date | None


def uses(operation: str, kind: str) -> list[Use]:
    """`kind`: resource or vendor; most used first. Counted once an hour: an operation may have 100,000 steps."""
    key = f"routing:uses:{kind}:{code_key(operation).encode().hex()}"
    found: list[Use] | None = cache.get(key)
    if found is None:
        found = _count_uses(operation, kind)
        cache.set(key, found, CACHE_SECONDS)
    return found


def _count_uses(operation: str, kind: str) -> list[Use]:
    of = {"operation__code_key": code_key(operation), f"{kind}__isnull": False}
    rows = RoutingStep.objects.filter(**of).values_list(f"{kind}__code", f"{kind}__name").annotate(n=Count("pk"))
    last = _last_used(of) if kind == "resource" else {}
    counted = [Use(code, name, n, last.get(code)) for code, name, n in rows.order_by("-n", f"{kind}__code")]
    known = {use.code for use in counted}
    return [*counted, *(Use(code, code, 0, day) for code, day in last.items() if code not in known)]


def _last_used(of: dict[str, object]) -> dict[str, date | None]:
    rows = WorkResult.objects.filter(**of).values_list("resource__code")
    return dict(rows.annotate(day=Max("reported_on")))


def suggested_uses(operation: str, kind: str, text: str) -> list[Use]:
    """Those that begin with the text, then the operation's others, then what else the catalogue has by that name."""
    known = uses(operation, kind)
    matching = [use for use in known if use.code.upper().startswith(code_key(text))]
    others = [use for use in known if use not in matching]
    codes = {use.code for use in known}
    model: type[Coded] = Resource if kind == "resource" else Vendor
    more = [Use(c.code, c.name, 0, None) for c in _named(model, text) if c.code not in codes]
    return [*matching, *more, *others][:SHOWN]


def _named(model: type[Coded], text: str) -> list[Coded]:
    if not text:
        return []
    return list(model._default_manager.filter(code_key__startswith=code_key(text)).order_by("code_key")[:SHOWN])


@dataclass(frozen=True)
class Suggestion:
    """An operation that like items have at this place; `after` is the key of the step before it ("" at the start)."""

    operation: str
    name: str
    share: float
    after: str = ""


def likely_steps(prediction: Prediction, draft: Draft) -> list[Suggestion]:
    """Operations that the routing has not and other evidence has, likeliest first, each at its likeliest place."""
    here = [line.operation for line in draft.lines]
    shares: dict[str, float] = defaultdict(float)
    places: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for operations, weight in _sequences(prediction):
        for at, operation in _missing(operations, here):
            shares[operation] += weight
            places[operation][_place(operations, at, here)] += weight
    keys = ["", *(line.key for line in draft.lines)]
    found = sorted(shares, key=lambda operation: (-shares[operation], operation))[:SHOWN]
    return [
        Suggestion(operation, "", min(shares[operation], 1.0), keys[_best(places[operation])])
        for operation in found
        if shares[operation] >= LIKELY_MIN
    ]


def _best(weights: dict[int, float]) -> int:
    return max(weights, key=lambda place: weights[place])


def _sequences(prediction: Prediction) -> Iterator[tuple[Sequence[str], float]]:
    """The evidence as (operations, weight), weights summing to 1: half from routings, half from similar items."""
    routings = [([step.operation for step in routing.steps], routing.confidence) for routing in prediction.routings]
    similar = [(list(item.operations), item.similarity) for item in prediction.similar_items]
    for part in filter(None, (routings, similar)):
        total = sum(weight for _operations, weight in part) or 1.0
        share = 0.5 if routings and similar else 1.0
        yield from ((operations, share * weight / total) for operations, weight in part)


def _missing(operations: Sequence[str], here: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where the other routing has an operation more often than this one: each operation once."""
    have, seen = Counter(here), Counter[str]()
    for at, operation in enumerate(operations):
        seen[operation] += 1
        if seen[operation] == have[operation] + 1:
            yield at, operation


def _place(operations: Sequence[str], at: int, here: Sequence[str]) -> int:
    """After how many of our steps it belongs: behind the nearest step before it that we have, too."""
    for before in reversed(operations[:at]):
        if before in here:
            return len(here) - 1 - list(reversed(here)).index(before) + 1
    for later in operations[at + 1 :]:
        if later in here:
            return list(here).index(later)
    return len(here)


def suggested_operations(prediction: Prediction, draft: Draft, after: str, text: str) -> list[Suggestion]:
    """What is likely at this place first, then what is likely elsewhere, then what the catalogue has by that name."""
    likely = likely_steps(prediction, draft)
    likely.sort(key=lambda found: (found.after != after, -found.share))
    names = operation_names([found.operation for found in likely])
    named = [Suggestion(s.operation, names.get(s.operation, ""), s.share, s.after) for s in likely]
    matching = [s for s in named if code_key(text) in f"{s.operation} {s.name}".upper()]
    known = {s.operation for s in matching}
    more = (
        [Suggestion(o.code, o.name, 0.0) for o in _operations(text) if o.code not in known] if text or not known else []
    )
    return [*matching, *more][:SHOWN]


def _operations(text: str) -> list[Operation]:
    """The first ones by code where nothing was typed."""
    by_code = list(Operation.objects.filter(code_key__startswith=code_key(text)).order_by("code_key")[:SHOWN])
    if not text:
        return by_code
    by_name = Operation.objects.filter(name__icontains=text).exclude(pk__in=[o.pk for o in by_code])
    return [*by_code, *by_name.order_by("code_key")[: SHOWN - len(by_code)]]


def operation_names(codes: Sequence[str]) -> dict[str, str]:
    return dict(Operation.objects.filter(code__in=set(codes)).values_list("code", "name"))


def filled_step(prediction: Prediction, draft: Draft, operation: str) -> Line:
    """A step for an operation, filled in from an alternative, from the most similar item that has it, or from where
    the plant does it most often."""
    for routing in prediction.routings:
        for place, step in enumerate(routing.steps):
            if code_key(step.operation) == code_key(operation) and not _taken(draft, routing.rank, place):
                return line_of(step, rank=routing.rank, place=place, source="suggestion")
    return _from_like_items(prediction, operation)


def _taken(draft: Draft, rank: int, place: int) -> bool:
    return any((line.rank, line.place) == (rank, place) for line in draft.lines)


def _from_like_items(prediction: Prediction, operation: str) -> Line:
    codes = [item.code for item in prediction.similar_items]
    steps = RoutingStep.objects.filter(
        routing__item__code__in=codes, routing__is_main=True, operation__code_key=code_key(operation)
    ).select_related("operation", "resource", "vendor", "routing__item")
    nearest = min(steps, key=lambda step: codes.index(step.routing.item.code), default=None)
    return _copied(nearest) if nearest else _usual(operation)


def _usual(operation: str) -> Line:
    """Where the plant does it most often; how long it takes is the planner's to say."""
    machine, vendor = (next(iter(uses(operation, kind)), None) for kind in ("resource", "vendor"))
    if vendor and (machine is None or vendor.routings > machine.routings):
        return Line(key=new_key(), operation=operation, outsourced=True, vendor=vendor.code)
    return Line(key=new_key(), operation=operation, resource=machine.code if machine else "")


def _copied(step: RoutingStep) -> Line:
    """A like item's step as it is; nothing was predicted for it."""
    line = Line(
        key=new_key(),
        operation=step.operation.code,
        resource=step.resource.code if step.resource else "",
        outsourced=step.outsourced,
        vendor=step.vendor.code if step.vendor else "",
        setup_minutes=step.setup_minutes,
        run_minutes=step.run_minutes,
        price=None if step.price is None else float(step.price),
        lead_time_days=step.lead_time_days,
        source="suggestion",
    )
    return consistent(line)
