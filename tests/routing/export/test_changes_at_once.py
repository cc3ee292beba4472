"""Two administrators at once, and the service without a page in front of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.catalog.errors import Refusal
from apps.routing.export.changes import add_column, reset_mapping
from apps.routing.export.columns import Column
from apps.routing.export.default_mapping import DEFAULT
from apps.routing.export.mapping import current_columns, fingerprint
from apps.routing.export.rows import Sheet
from apps.routing.models import ExportColumn, MappingEvent
from tests.models.test_review_at_once import at_once


@pytest.fixture
def boss(person):
    user = person("boss").user
    user.is_superuser = True
    user.save()
    return user


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_that_start_from_the_same_page_one_is_told(boss):
    seen = fingerprint(current_columns())

    def add(name):
        return lambda: add_column(user=boss, seen=seen, sheet=Sheet.MASTER, column=Column(name))

    raised = at_once(add("ONE"), add("TWO"), add("THREE"))
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "Refusal", "Refusal"]
    assert len(current_columns()[Sheet.MASTER]) == len(DEFAULT[Sheet.MASTER]) + 1
    assert MappingEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_service_asks_for_the_permission_itself(planner):
    with pytest.raises(PermissionDenied):
        reset_mapping(user=planner.user, seen=fingerprint(current_columns()))


@pytest.mark.django_db
def test_a_refused_change_leaves_everything(boss):
    with pytest.raises(Refusal):
        add_column(user=boss, seen=fingerprint(current_columns()), sheet=Sheet.MASTER, column=Column("item_cd"))
    assert current_columns() == DEFAULT


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "item_cd", "position": 99},
        {"position": 1},
        {"source": "field"},
        {"value": "left over"},
        {"sheet": "OTHER"},
        {"kind": "colour"},
    ],
)
def test_postgresql_itself_refuses_what_cannot_be(wrong):
    column = {
        "sheet": "P_BOP_PROC_MASTER",
        "position": 99,
        "name": "NEW",
        "source": "empty",
        "value": "",
        "kind": "text",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportColumn.objects.create(**{**column, **wrong})
