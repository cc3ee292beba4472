"""What the predict page shows, from its address alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import render_to_string

from apps.catalog.errors import Refusal
from apps.catalog.models import Attribute, Item
from apps.catalog.models.coded import code_key
from apps.models.ml.features import PART_CLASS
from apps.models.ml.plant import Query
from apps.models.ml.prediction import PredictedRouting
from apps.models.selectors import learning_attributes, trained_attributes
from apps.models.serving import ServedVersion, active_predictor
from apps.routing.answers import answer, compare_steps, existing_steps, median, operation_names, time_strip
from apps.routing.forms import PREFIX, QueryForm, item_values
from apps.routing.queries import FIELDS, ask, says_something

Context = dict[str, Any]
DRIVER_SHARE_MIN = 0.01
WARM_UP_ITEMS = 10


def predict_page(given: QueryDict) -> Context:
    """Values in the address stand in for the item's own; a code alone asks for the item as it is.

    `alternative` is the rank of an alternative whose steps are shown too: drawing all takes a third of the time.
    """
    served, refusal = _served()
    asked = read_question(given, trained_attributes(served.columns) if served else learning_attributes())
    page: Context = {
        "form": asked.form,
        "item": asked.item,
        "code": asked.code,
        "is_new": bool(asked.code and not asked.item),
        "labels": _labels(asked.form),
        "given": given,
    }
    if not asked.is_enough:
        return page
    opened = given.get("alternative")
    answered = _answer(served, asked.query, opened=opened) if served else {"refusal": refusal}
    return page | answered | _existing(asked.item)


@dataclass(frozen=True)
class Question:
    """What the address asks: an item by its code, with values that stand in for its own."""

    form: QueryForm
    item: Item | None
    code: str
    query: Query

    @property
    def is_enough(self) -> bool:
        return bool(self.item) or says_something(self.query)


def read_question(given: Mapping[str, Any], attributes: list[Attribute]) -> Question:
    code = str(given.get("item", "")).replace("\0", "").strip()  # PostgreSQL knows no NUL
    item = Item.objects.filter(code_key=code_key(code)).first() if code else None
    changed = {k: v for k, v in given.items() if k.startswith(PREFIX) or k in FIELDS}
    form = QueryForm(attributes, {"item": code, **(item_values(item, attributes) if item else {}), **changed})
    return Question(form, item, code, ask(item, form.changes(), attributes))


def _served() -> tuple[ServedVersion | None, str]:
    """The version in use, or the sentence that says why there is none."""
    try:
        return active_predictor(), ""
    except Refusal as refusal:
        return None, str(refusal)


def warm_up() -> None:
    """Load the active version and draw some answers, which compiles the templates and makes the tables that a model
    makes when it is first asked. Raises NoActiveVersion or BrokenVersion.
    """
    active_predictor()
    for code in Item.objects.order_by("pk").values_list("code", flat=True)[:WARM_UP_ITEMS]:
        given = QueryDict(urlencode({"item": code, "alternative": 2}))
        render_to_string("routing/_workspace.html", predict_page(given))


def _labels(form: QueryForm) -> dict[str, Any]:
    """How people name what the learning core names by key."""
    labels = {key.removeprefix(PREFIX): field.label for key, field in form.fields.items()}
    return {**labels, PART_CLASS: labels["part_class"]}


def _answer(served: ServedVersion, query: Query, *, opened: str | None) -> Context:
    answered = answer(served, query)
    names = operation_names(answered.prediction)
    routings = [
        {
            "routing": routing,
            "strip": time_strip(routing),
            "totals": _totals(routing),
            "is_open": str(routing.rank) == opened,
        }
        for routing in answered.prediction.routings
    ]
    best = [step.operation for step in answered.prediction.routings[0].steps]
    return {
        "answer": answered,
        "names": names,
        "routings": routings,
        "alternative": next((r for r in routings[1:] if r["is_open"]), None),
        "similar_items": [(item, compare_steps(best, item.operations)) for item in answered.prediction.similar_items],
        "drivers": [driver for driver in answered.prediction.drivers if driver.share >= DRIVER_SHARE_MIN],
    }


def _totals(routing: PredictedRouting) -> dict[str, float]:
    return {
        "setup_minutes": sum(median(step.setup_minutes) for step in routing.steps),
        "run_minutes": sum(median(step.run_minutes) for step in routing.steps),
    }


def _existing(item: Item | None) -> Context:
    return {"existing": existing_steps(item.pk) if item and item.has_routing else []}
