"""Rows of the catalogue, each made in one line."""

import uuid
from datetime import date

from apps.catalog.models import ImportRun, Item, Operation, RejectedRow, Resource, Routing, RoutingStep, WorkResult
from apps.catalog.models.coded import code_key

ODD_CODES = [
    "A/B",
    "A//B",
    "A B  C",
    "#1",
    "100%",
    "A?b=c&d",
    "한글-7",
    "A+B",
    "a;b,c",
    "..X",
    'Q"<b>',
    "A\\B",
    "SUGGEST",
    "É-1",
]


def make_item(code="B160940", **fields):
    return Item.objects.create(code=code, **{"name": "SEAL BOM", **fields})


def make_operation(code):
    return Operation.objects.get_or_create(code_key=code_key(code), defaults={"code": code, "name": f"{code} name"})[0]


def make_resource(code):
    return Resource.objects.get_or_create(code_key=code_key(code), defaults={"code": code, "name": f"{code} name"})[0]


def make_routing(item, operations=("TURN", "PACK"), **fields):
    routing = Routing.objects.create(item=item, **{"code": "10", "is_main": True, **fields})
    for at, code in enumerate(operations):
        RoutingStep.objects.create(
            routing=routing,
            sequence=10 * (at + 1),
            operation=make_operation(code),
            resource=make_resource(f"M-{code}"),
            setup_minutes=20.0,
            run_minutes=5.5,
        )
    return routing


def make_result(item, operation="TURN", **fields):
    return WorkResult.objects.create(
        item=item,
        operation=make_operation(operation),
        row_hash=uuid.uuid4(),
        **{"sequence": 10, "quantity": 10, "run_minutes": 6.0, "reported_on": date(2026, 3, 1), **fields},
    )


def make_run(rejected=0, **fields):
    run = ImportRun.objects.create(**{"state": "finished", "profile": "generic", "source": "exports/june", **fields})
    RejectedRow.objects.bulk_create(
        RejectedRow(run=run, file="items.csv", line=at + 2, reason="The code is too long.", content=f"row {at}")
        for at in range(rejected)
    )
    return run
