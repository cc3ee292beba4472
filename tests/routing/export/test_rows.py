"""Which rows a routing has on each sheet."""

import pytest

from apps.routing.export.routing import ExportedAlternative, ExportedRouting, ExportedStep
from apps.routing.export.rows import Sheet, rows


def step(sequence, operation, resource="", *others, **more):
    alternatives = tuple(ExportedAlternative(code, priority) for code, priority in others)
    return ExportedStep(sequence, operation, resource=resource, alternatives=alternatives, **more)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step(10, "A", "M1")], ["A M1 Y 1"]),
        # by their priority, whatever the numbers are; the main machine is 1
        ([step(10, "A", "M1", ("M3", 9), ("M2", 1))], ["A M1 Y 1", "A M2 N 2", "A M3 N 3"]),
        # the main machine named again as an alternative stands there once
        ([step(10, "A", "M1", ("M1", 2), ("M2", 3))], ["A M1 Y 1", "A M2 N 2"]),
        # the ERP joins by operation: one list for an operation that comes twice, one main machine in it
        (
            [step(10, "A", "M1"), step(20, "B", "M9"), step(30, "A", "M2", ("M1", 1))],
            ["A M1 Y 1", "A M2 N 2", "B M9 Y 1"],
        ),
        # an outsourced step without a machine has no row
        ([step(10, "A", "M1"), step(20, "C", outsourced=True, vendor="V1")], ["A M1 Y 1"]),
        # no machine of its own: the best of the others is the main one
        ([step(10, "A", "", ("M2", 2), ("M1", 1))], ["A M1 Y 1", "A M2 N 2"]),
    ],
)
def test_machines(steps, expected):
    routing = ExportedRouting("I", "R", tuple(steps))
    found = rows(Sheet.RESOURCES, routing)
    assert [f"{r.step.operation} {r.machine.resource} {r.machine_is_main} {r.priority}" for r in found] == expected


@pytest.mark.parametrize(("count", "places"), [(1, "F"), (2, "FL"), (4, "FIIL")])
def test_first_between_and_last(count, places):
    routing = ExportedRouting("I", "R", tuple(step(10 * at, "A") for at in range(count)))
    assert "".join(row.place for row in rows(Sheet.DETAIL, routing)) == places


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), -1])
def test_no_such_time_is_exported(figure):
    with pytest.raises(ValueError, match="setup_minutes"):
        ExportedStep(10, "A", setup_minutes=figure)


def test_a_routing_without_steps_is_no_routing():
    with pytest.raises(ValueError, match="no step"):
        ExportedRouting("I", "R", ())
