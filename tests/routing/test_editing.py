"""The pure parts: differences, what was changed against the prediction, and rules."""

import pytest

from apps.models.ml.prediction import Interval, PredictedRouting, PredictedStep
from apps.routing.editing.changes import against_prediction
from apps.routing.editing.commands import Add, Change, Move, Remove, SetNote
from apps.routing.editing.deltas import difference, patched
from apps.routing.editing.draft import Draft, Line
from apps.routing.editing.frozen import lines_of
from apps.routing.editing.history import Happened, stacks
from apps.routing.editing.rules import Rule, violations


def step(sequence, operation):
    return PredictedStep(
        sequence,
        operation,
        f"{operation}-1",
        False,
        "",
        Interval(5, 8.3871, 12),
        Interval(1, 2, 3),
        None,
        None,
        0.9,
        3,
        (),
    )


def routing(*operations, rank=1):
    steps = tuple(step(10 * at, operation) for at, operation in enumerate(operations, 1))
    return PredictedRouting(rank, 0.8, steps, (), True)


ROUTINGS = [routing("SAW", "TURN", "GRIND", "PACK"), routing("TURN", "PACK", rank=2)]


@pytest.fixture
def draft():
    return Draft(tuple(lines_of(ROUTINGS[0])))


def test_saving_what_is_shown_is_no_change(draft):
    assert draft.lines[0].setup_minutes == 8.39
    assert against_prediction(draft, ROUTINGS).count == 0


CASES = [
    (lambda d: Change(d.lines[0].key, {"setup_minutes": 9.0}), 1),
    (lambda d: Change(d.lines[0].key, {"setup_minutes": 9.0, "resource": "SAW-2"}), 2),
    (lambda d: Change(d.lines[0].key, {"setup_minutes": None}), 1),
    (lambda d: Remove(d.lines[1].key), 1),
    (lambda d: Move(d.lines[3].key, 0), 1),
    (lambda d: Move(d.lines[0].key, 1), 1),
    (lambda d: Add([Line("new", "COAT")], after=d.lines[0].key), 1),
    (lambda d: SetNote("only a note"), 0),
]


@pytest.mark.parametrize(("command", "count"), CASES)
def test_changes_against_the_prediction_are_counted(draft, command, count):
    assert against_prediction(command(draft).apply(draft), ROUTINGS).count == count


@pytest.mark.parametrize("command", [command for command, _ in CASES])
def test_a_difference_leads_there_and_back(draft, command):
    after = command(draft).apply(draft)
    was, now = difference(draft, after)
    assert patched(draft, now) == after
    assert patched(after, was) == draft


def test_another_alternative_is_one_change():
    taken = Draft(tuple(lines_of(ROUTINGS[1])), rank=2)
    changes = against_prediction(taken, ROUTINGS)
    assert (changes.count, changes.other_alternative) == (1, True)


def test_undo_and_redo_follow_one_another():
    told = [(1, "created"), (2, "edited"), (3, "edited"), (4, "undone", 3), (5, "undone", 2), (6, "redone", 2)]
    found = stacks(Happened(*event) for event in told)
    assert (found.undo, found.redo) == ((2,), (3,))


RULES = [
    (Rule("first", True, "SAW"), []),
    (Rule("first", True, "TURN"), ["SAW"]),
    (Rule("last", True, "GRIND"), ["PACK"]),
    (Rule("precedes", True, "GRIND", "TURN"), ["TURN"]),
    (Rule("precedes", True, "SAW", "TURN"), []),
    (Rule("precedes", True, "COAT", "TURN"), []),  # says nothing of routings that have only one of them
    (Rule("max_steps", True, steps=4), []),
    (Rule("max_steps", True, steps=3), [""]),
    (Rule("forbidden", True, "SAW", "GRIND"), ["GRIND"]),
    (Rule("forbidden", True, "SAW", "COAT"), []),
    (Rule("times", True, "TURN", setup_max=8), ["TURN"]),
    (Rule("times", True, "TURN", setup_min=8, run_max=2), []),
    (Rule("times", True, "TURN", setup_min=9, run_max=1), ["TURN", "TURN"]),
]


@pytest.mark.parametrize(("rule", "operations"), RULES)
def test_a_rule_is_broken_on_the_step_where_it_is(draft, rule, operations):
    operation_of = {"": "", **{line.key: line.operation for line in draft.lines}}
    assert [operation_of[found.key] for found in violations(draft, [rule])] == operations


def test_a_routing_without_steps_lacks_its_first_operation():
    [found] = violations(Draft(), [Rule("first", True, "SAW")])
    assert found.key == ""
