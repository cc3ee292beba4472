import pytest

from apps.catalog.models import Operation, Routing, RoutingStep
from apps.diagnostics.probes.canary import Canary
from apps.diagnostics.reading import State

pytestmark = pytest.mark.django_db


def test_known_items_find_themselves(active_version):
    reading = Canary().measure()
    assert reading.state is State.GOOD
    assert "ms each" in str(reading.value)
    first = Routing.objects.filter(is_main=True, item__has_routing=True).order_by("item_id").first()
    assert first.item.code in str(reading.detail)


def test_another_world_than_the_version_was_trained_on(active_version):
    RoutingStep.objects.update(operation=Operation.objects.create(code="NEW"))
    reading = Canary().measure()
    assert reading.state is State.BAD
    assert "0 % of the operations alike" in str(reading.value)
    assert "roll back" in str(reading.advice)


def test_slow(active_version):
    assert Canary(watch_seconds=0.0).measure().state is State.WATCH
    assert Canary(bad_seconds=0.0).measure().state is State.BAD


def test_without_an_active_version_it_says_what_to_do():
    reading = Canary().measure()
    assert reading.state is State.WATCH
    assert "activate" in str(reading.advice)


def test_damaged_files_are_not_loaded(active_version):
    (active_version.folder / "model.json").write_text("{}")
    reading = Canary().measure()
    assert reading.state is State.BAD
    assert "backup" in str(reading.advice)


def test_without_a_routed_item_there_is_nothing_to_try(active_version):
    Routing.objects.all().delete()
    assert Canary().measure().state is State.WATCH
