"""Routings with everything that a plant's data can hold, and what their sheets must say, written out once more."""

import datetime
from decimal import Decimal

from hypothesis import strategies as st

from apps.routing.export.routing import ExportedAlternative, ExportedMaterial, ExportedRouting, ExportedStep

NASTY = [
    "00123", "1E5", "3-4", "1/2", "TRUE", "NULL", "-", "", " ", " lead", "trail ", "a  b", "=1+1", "+1", "-1",
    "@SUM(A1)", "\t=1", " =1+1", "'", "''x", "'=1", '"', '""', 'say "hi"', "a,b", "a;=1+1", "a\tb", "a\nb",
    "a\r\nb\rc", "\n=1", "한국어", "사내", "＝1+1", "😀", "<b>&amp;</b>", "]]>", "_x0041_", "_x000D_", "\x00",
    "a\x01b", "\x0b\x0c\x1f", "\x7f\x85", "\ufffe", "\ufffd", "\ud83d", "\u2028", "\ufeff", "{=1}",
    "=cmd|' /C calc'!A0", "http://example.test", "#N/A", "x" * 300,
]  # fmt: skip
TEXTS = st.sampled_from(NASTY) | st.text(st.characters(), max_size=12)
CODES = TEXTS.filter(bool)
NUMBERS = st.none() | st.floats(0, 1e12) | st.integers(0, 10**9)
DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31))
PRICES = st.none() | st.decimals(0, 10**9, places=4)

ALTERNATIVES = st.builds(
    ExportedAlternative, CODES, st.integers(1, 9), resource_name=TEXTS, work_centre=TEXTS, setup_minutes=NUMBERS
)
MATERIALS = st.builds(ExportedMaterial, CODES, NUMBERS, name=TEXTS, unit=TEXTS)
STEPS = st.builds(
    ExportedStep,
    st.integers(1, 9999),
    CODES,
    operation_name=TEXTS,
    outsourced=st.booleans(),
    work_centre=TEXTS,
    resource=TEXTS,
    resource_name=TEXTS,
    vendor=TEXTS,
    vendor_name=TEXTS,
    price=PRICES,
    currency=TEXTS,
    lead_time_days=NUMBERS,
    setup_minutes=NUMBERS,
    run_minutes=NUMBERS,
    wait_minutes=NUMBERS,
    move_minutes=NUMBERS,
    queue_minutes=NUMBERS,
    alternatives=st.lists(ALTERNATIVES, max_size=2).map(tuple),
    materials=st.lists(MATERIALS, max_size=2).map(tuple),
)
ROUTINGS = st.builds(
    ExportedRouting,
    CODES,
    CODES,
    st.lists(STEPS, min_size=1, max_size=3).map(tuple),
    description=TEXTS,
    is_main=st.booleans(),
    standard_item=TEXTS,
    standard_routing=TEXTS,
    valid_from=DAYS,
    valid_to=DAYS,
    created_on=DAYS,
)


def said(text):
    """What a reader must find of a text: the stated rule, written without the code that is tested."""
    if text is None or text == "":
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character if _in_xml(ord(character)) else "\ufffd" for character in text)


def _in_xml(code):
    """The Char production of XML 1.0."""
    return code in (9, 10) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def figure(value):
    """Fifteen digits, as a spreadsheet keeps them."""
    return None if value is None else float(f"{value:.15g}")


def minutes(value):
    """Four decimals; so have days of lead time and prices."""
    return None if value is None else figure(round(value, 4))


def sheets(routing):
    """The default mapping's sheets, each a list of rows."""
    return {
        "P_BOP_PROC_MASTER": [_master(routing)],
        "P_BOP_PROC_DETAIL": [_detail(routing, at) for at in range(len(routing.steps))],
        "P_BOP_PROC_RES": _resources(routing),
        "P_BOP_PROC_CHILD": [
            _child(routing, step, number, material)
            for step in routing.steps
            for number, material in enumerate(step.materials, start=1)
        ],
    }


def _master(routing):
    return [
        said(routing.item_code), said(routing.routing_code), said(routing.description), "Y" if routing.is_main else "N",
        said(routing.standard_item), said(routing.standard_routing),
        routing.valid_from, routing.valid_to, routing.created_on,
    ]  # fmt: skip


def _detail(routing, at):
    step = routing.steps[at]
    place = "F" if at == 0 else "L" if at == len(routing.steps) - 1 else "I"
    return [
        said(routing.item_code), said(routing.routing_code), step.sequence, "N" if step.outsourced else "Y",
        said(step.operation), said(step.operation_name), said(step.work_centre), said(step.resource),
        said(step.resource_name), "분(Min.)", minutes(step.setup_minutes), minutes(step.run_minutes), 1,
        minutes(step.wait_minutes), minutes(step.move_minutes), minutes(step.queue_minutes),
        minutes(step.lead_time_days),
        said(step.vendor), said(step.vendor_name), minutes(step.price), said(step.currency), None, None,
        "N", "N", place, None, None, routing.valid_from, routing.valid_to, routing.created_on,
    ]  # fmt: skip


def _resources(routing):
    rows = []
    for operation in dict.fromkeys(step.operation for step in routing.steps):
        seen = []
        for step in (step for step in routing.steps if step.operation == operation):
            machines = sorted(step.alternatives, key=lambda machine: machine.priority)
            if step.resource:
                machines.insert(0, ExportedAlternative(step.resource, 0, step.resource_name, step.work_centre))
            for machine in machines:
                if machine.resource not in seen:
                    seen.append(machine.resource)
                    rows.append(_resource(routing, step, machine, len(seen)))
    return rows


def _resource(routing, step, machine, priority):
    setup = step.setup_minutes if machine.setup_minutes is None else machine.setup_minutes
    run = step.run_minutes if machine.run_minutes is None else machine.run_minutes
    return [
        said(routing.item_code), said(routing.routing_code), said(step.operation), said(machine.resource),
        said(machine.resource_name), said(machine.work_centre), "Y" if priority == 1 else "N", priority, "분(Min.)",
        minutes(setup), minutes(run), 1, routing.valid_from, routing.valid_to,
    ]  # fmt: skip


def _child(routing, step, number, material):
    return [
        said(routing.item_code), said(routing.routing_code), step.sequence, said(step.operation), number,
        said(material.item_code), said(material.name), figure(material.quantity), said(material.unit),
        routing.valid_from, routing.valid_to,
    ]  # fmt: skip


def all_sheets(routings):
    """Those of several routings, one below the other."""
    each = [sheets(routing) for routing in routings]
    return {name: [row for one in each for row in one[name]] for name in each[0]}


PLAIN = ExportedRouting(
    "00123",
    "1E5",
    (
        ExportedStep(10, "3-4", resource="R1", work_centre="W1", setup_minutes=8.4, run_minutes=0.5),
        ExportedStep(
            20, "F50", outsourced=True, vendor="=V1", price=Decimal("12.5000"), currency="KRW", lead_time_days=7
        ),
    ),
    valid_from=datetime.date(2001, 1, 1),
    valid_to=datetime.date(2999, 12, 31),
)
