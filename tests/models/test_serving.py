"""One predictor per process, swapped when another version becomes active."""

import pytest
from threadpoolctl import threadpool_info

from apps.catalog.models import Item
from apps.models import serving
from apps.models.selectors import query_for_item, trained_attributes
from tests.forging import forge_versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return serving.Holder()


@pytest.fixture(autouse=True)
def _check_at_once(monkeypatch):
    monkeypatch.setattr(serving, "CHECK_SECONDS", 0.0)


def test_without_an_active_version_it_says_what_to_do(holder):
    with pytest.raises(serving.NoActiveVersion, match=r"Train one.*approved by a second person"):
        holder.get()


def test_it_loads_once_and_predicts(holder, active_version):
    served = holder.get()
    assert holder.get() is served
    assert served.version_number == active_version.number
    item = Item.objects.get(code="P-0010")  # has no routing
    assert [step.operation for step in predict(served, item).routings[0].steps]


def predict(served, item):
    return served.predictor.predict(query_for_item(item, trained_attributes(served.columns)))


def test_another_active_version_takes_over_without_a_restart(
    holder, active_version, make_version, decide, trainer, approver
):
    before = holder.get()
    other = make_version(trainer.user)
    decide(other, ("submit", trainer.user), ("approve", approver.user), ("activate", approver.user))
    after = holder.get()
    assert (before.version_number, after.version_number) == (active_version.number, other.number)
    predict(before, Item.objects.first())  # a request that still holds it goes on


@pytest.mark.parametrize("damage", ["missing", "truncated", "swapped"])
def test_damaged_files_are_refused_with_what_to_do(holder, active_version, damage):
    index = next(active_version.folder.glob("*.npy"))
    if damage == "missing":
        index.unlink()
    elif damage == "truncated":
        index.write_bytes(index.read_bytes()[:-10])
    else:
        index.write_bytes(b"\x93NUMPY" + index.read_bytes()[6:-1] + b"x")
    with pytest.raises(serving.BrokenVersion, match=r"damaged.*backup.*roll back"):
        holder.get()


def test_a_manifest_that_fits_other_files_is_not_the_stored_one(holder, active_version):
    forge_versions(artifact_hash="0" * 64)
    with pytest.raises(serving.BrokenVersion):
        holder.get()


def test_it_asks_for_the_active_version_while_nobody_else_can_load(holder, active_version, monkeypatch):
    """An answer from before the lock could put an older version back over a newer one."""
    holder.get()
    locked = []
    ask = serving._active_version
    monkeypatch.setattr(serving, "_active_version", lambda: (locked.append(holder._loading.locked()), ask())[1])
    holder.get()
    assert locked == [True]


def test_while_one_thread_loads_the_others_go_on_with_the_one_before(holder, active_version, monkeypatch):
    served = holder.get()
    forge_versions(artifact_hash="1" * 64)
    assert holder._loading.acquire(blocking=False)  # a thread is loading
    try:
        assert holder.get() is served
    finally:
        holder._loading.release()


def test_a_process_that_predicts_keeps_to_one_blas_thread(holder, active_version):
    holder.get()
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}
