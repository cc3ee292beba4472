"""Near-duplicates stay on one side of every split."""

import numpy as np

from apps.models.ml.splits import folds, groups, hold_out, lots, newest
from tests.models.ml.plants import make_plant

PLANT = make_plant(200)
GROUP = groups(PLANT.items, np.arange(200))


def test_items_that_share_a_drawing_are_one_group() -> None:
    drawings = PLANT.items.drawings
    for i in range(199):
        if drawings[i] and drawings[i] == drawings[i + 1]:
            assert GROUP[i] == GROUP[i + 1]


def test_a_common_name_links_nothing() -> None:
    assert len(np.unique(GROUP)) > 50


def test_folds_cover_everything_once_and_keep_groups_whole() -> None:
    parts = folds(GROUP, 5, seed=1)
    assert sorted(np.concatenate(parts).tolist()) == list(range(200))
    owners = [set(GROUP[part].tolist()) for part in parts]
    assert sum(map(len, owners)) == len(set().union(*owners))


def test_hold_out_is_bounded_and_keeps_groups_whole() -> None:
    test = hold_out(GROUP, lots(PLANT.items.codes), 0.2, 30)
    assert 20 <= len(test) <= 30
    rest = np.setdiff1d(np.arange(200), test)
    assert not set(GROUP[test].tolist()) & set(GROUP[rest].tolist())


def test_two_trainings_hold_out_the_same_items_though_the_plant_has_grown() -> None:
    codes = [f"P{i:05d}" for i in range(2_200)]
    before, now = (
        {codes[i] for i in hold_out(np.arange(items), lots(codes[:items]), 0.2, 300)} for items in (2_000, 2_200)
    )
    assert len(now) == 300
    assert len(before & now) > 260


def test_a_lot_hangs_on_the_code_alone() -> None:
    assert lots(["A-1", " a-1 "])[0] == lots(["x", "A-1"])[1] == lots([" a-1 "])[0]
    drawn = lots([f"P{i}" for i in range(10_000)]) / 2**64
    assert abs(drawn.mean() - 0.5) < 0.02


def test_newest_come_after_all_others() -> None:
    days = PLANT.items.created_days
    split = newest(days, 0.2, 1000)
    assert split is not None
    old, new = split
    assert days[old].max() < days[new].min()
    assert len(new) == 40


def test_unknown_days_give_no_split() -> None:
    assert newest(np.full(200, -1, np.int32), 0.2, 1000) is None
    assert newest(np.full(200, 15_000, np.int32), 0.2, 1000) is None
