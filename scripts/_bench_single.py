"""Inside the product: how long one prediction takes, in a fresh process with the settings of the web server's."""

import time
from statistics import median

from _bench_figures import p95

from apps.catalog.models import Item
from apps.catalog.models.coded import code_key
from apps.models.selectors import query_for_item, trained_attributes
from apps.models.serving import active_predictor
from apps.routing.answers import answer

ROUNDS = 3


def single(*, codes: list[str]) -> dict[str, float]:
    """Milliseconds of the pages' own question, with alternatives, similar items and drivers.

    first: of the very first one; median and p95: medians over the rounds.
    """
    served = active_predictor()
    attributes = trained_attributes(served.columns)
    items = Item.objects.filter(code_key__in=[code_key(code) for code in codes])
    queries = [query_for_item(item, attributes) for item in items]
    began = time.perf_counter()
    answer(served, queries[0])
    first = (time.perf_counter() - began) * 1000
    rounds = [[answer(served, query).milliseconds for query in queries] for _ in range(ROUNDS)]
    return {"first": first, "median": median(map(median, rounds)), "p95": median(map(p95, rounds))}
