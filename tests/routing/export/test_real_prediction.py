"""A routing that a trained model predicted, from the model to the workbook and back."""

from datetime import date
from decimal import Decimal

import pytest

from apps.catalog.models import Item
from apps.models.selectors import trained_attributes
from apps.models.serving import active_predictor
from apps.routing.answers import answer, operation_names
from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.formats import FORMATS
from apps.routing.export.routing import ExportedRouting, ExportedStep
from apps.routing.export.tables import tables
from apps.routing.queries import Changes, ask
from tests.routing.export import reading
from tests.routing.export.wild import sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def predicted(active_version):
    """Every item's best routing, as it would be exported unchanged."""
    served = active_predictor()
    attributes = trained_attributes(served.columns)
    items = Item.objects.order_by("code")[:40]
    return [_exported(item, answer(served, ask(item, Changes({}, {}), attributes)).prediction) for item in items]


def _exported(item, prediction):
    names = operation_names(prediction)
    return ExportedRouting(
        item_code=item.code,
        routing_code="B#01",
        steps=tuple(_step(step, names) for step in prediction.routings[0].steps),
        description=item.name,
        valid_from=date(2001, 1, 1),
        valid_to=date(2999, 12, 31),
        created_on=date(2026, 11, 25),
    )


def _step(step, names):
    return ExportedStep(
        sequence=step.sequence,
        operation=step.operation,
        operation_name=names.get(step.operation, ""),
        outsourced=step.outsourced,
        resource=step.resource,
        vendor=step.vendor,
        price=None if step.price is None else Decimal(str(step.price)),
        lead_time_days=step.lead_time_days,
        setup_minutes=step.setup_minutes.median if step.setup_minutes else None,
        run_minutes=step.run_minutes.median if step.run_minutes else None,
    )


def test_the_workbook_says_what_the_model_said(predicted):
    found = reading.workbook(b"".join(FORMATS["xlsx"].write(tables(predicted, DEFAULT))))
    for name in ("P_BOP_PROC_MASTER", "P_BOP_PROC_DETAIL", "P_BOP_PROC_RES"):
        assert found[name][1:] == [row for routing in predicted for row in sheets(routing)[name]]


def test_what_was_predicted_outsourced_stays_so(predicted):
    header, *rows = reading.workbook(b"".join(FORMATS["xlsx"].write(tables(predicted, DEFAULT))))["P_BOP_PROC_DETAIL"]
    outside = [dict(zip(header, row, strict=True)) for row in rows if row[header.index("INSIDE_FLG")] == "N"]
    assert outside
    assert {(row["JOB_CD"], row["BP_CD"]) for row in outside} == {("COAT", "V-COAT")}
    assert all(row["SUBCONTRACT_PRC"] and row["MFG_LT"] for row in outside)
