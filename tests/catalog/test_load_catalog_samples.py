"""Real files and large ones: the samples that lie beside the developers' checkouts."""

import pytest
from django.db.models import Avg, Count

from apps.catalog.models import Attribute, Item, PurchaseOrder, Resource, Routing, RoutingStep, WorkResult
from tests.catalog.folders import left_out, load

pytestmark = pytest.mark.django_db


def test_the_erp_sample_loads_whole_and_a_second_time_changes_nothing(shared):
    run = load(shared / "erp_sample")
    assert left_out(run) == []
    counts = {table: count["inserted"] for table, count in run.counts.items()}
    assert (counts["items"], counts["routings"], counts["steps"]) == (20_000, 11_716, 76_418)
    assert (counts["results"], counts["purchases"], counts["operations"]) == (85_174, 3_422, 39)
    assert Item.objects.filter(has_routing=True).count() == 10_461
    assert Routing.objects.filter(is_main=True).count() == 10_461
    assert not Item.objects.filter(code__startswith=" ").exists()
    assert all(9 < size < 900 for size in sizes("outdiameter"))
    assert all(3 < size < 700 for size in sizes("in_sealsize"))
    outside = RoutingStep.objects.filter(outsourced=True)
    assert outside.count() == 3_857
    assert not outside.filter(vendor=None).exists()
    _results_lie_around_the_standards()
    again = load(shared / "erp_sample")
    assert not any(count[verb] for count in again.counts.values() for verb in ("inserted", "updated", "removed"))


def _results_lie_around_the_standards():
    """Hours per order were divided by the order's quantity."""
    standard = RoutingStep.objects.filter(outsourced=False).aggregate(
        run=Avg("run_minutes"), setup=Avg("setup_minutes")
    )
    usual = WorkResult.objects.filter(run_minutes__gt=0, run_minutes__lt=200)
    reported = usual.aggregate(run=Avg("run_minutes"), setup=Avg("setup_minutes"))
    assert reported["run"] == pytest.approx(standard["run"], rel=0.5)
    assert reported["setup"] == pytest.approx(standard["setup"], rel=0.25)
    assert not PurchaseOrder.objects.filter(vendor=None).exists()


def sizes(key):
    found = Item.objects.filter(attributes__has_key=key).values_list(f"attributes__{key}", flat=True)
    return list(found)


def test_adventureworks_loads_sensibly(shared):
    run = load(shared / "data" / "adventureworks")
    assert left_out(run) == []
    assert Item.objects.filter(has_routing=True).count() == 149
    assert RoutingStep.objects.count() == 213
    assert RoutingStep.objects.get(routing__item__code="BB-7421").run_minutes == 180
    assert Item.objects.values("part_class").annotate(items=Count("id")).count() > 1
    leaky = set(Attribute.objects.filter(used_for_learning=False).values_list("key", flat=True))
    assert leaky == {"days_to_manufacture", "standard_cost", "list_price", "n_work_orders"}
    assert any("hour per work order" in note for note in run.notes)
    assert Item.objects.get(code="BB-7421").attributes["weight"] == 0.223


def test_fabricad_loads_sensibly(shared):
    run = load(shared / "data" / "fabricad")
    assert left_out(run) == []
    assert RoutingStep.objects.count() == 420
    assert set(Attribute.objects.filter(key__startswith="vec_").values_list("kind", flat=True)) == {"number"}
    assert Attribute.objects.get(key="material").kind == "category"
    assert Attribute.objects.get(key="dimensions_mm").kind == "text"
    assert Resource.objects.filter(code="Drill_Press_02", work_centre="Drill_Press_02").exists()
    assert "volume_after_mm3" in " ".join(run.notes)
