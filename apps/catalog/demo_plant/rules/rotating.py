"""Parts that turn, or that something turns in: from bar, tube or forging."""

from ..parts import Parts
from .segments import (
    TOUGH,
    Recipe,
    flaw_tests,
    grinding,
    hardening,
    milling,
    painting,
    plating,
    release,
    stock,
    turning,
)


def shaft(p: Parts) -> Recipe:
    return [
        *stock(p),
        *turning(p),
        ("IN-PROCESS INSPECTION", p.habit("inspects between") & ~p.has("hardened", "induction", "nitrided")),
        *milling(p),
        *hardening(p),
        *grinding(p),
        *flaw_tests(p),
        *plating(p),
        ("STRAIGHTENING", p.slender & p.longer(900) & ~p.has("hardened", "induction", "nitrided")),
        ("RUNOUT CHECK", p.slender | p.whim(0.1)),
        *release(p),
    ]


def sleeve(p: Parts) -> Recipe:
    overlay = p.has("overlay")
    return [
        *stock(p),
        *turning(p),
        ("STELLITE OVERLAY", overlay),
        ("FINISH TURNING", overlay),
        *milling(p),
        *hardening(p),
        *grinding(p),
        *flaw_tests(p),
        *plating(p),
        ("IN-PROCESS INSPECTION", p.whim(0.1)),
        *release(p),
    ]


def flange(p: Parts) -> Recipe:
    plate = ~p.has("forged") & p.over(180) & ~p.over(320)
    return [
        ("PLASMA CUTTING", plate & ~p.habit("cuts by laser")),
        ("LASER CUTTING", plate & p.habit("cuts by laser")),
        ("DEBURRING", plate),
        *((name, flags & ~plate) for name, flags in stock(p)),
        *turning(p),
        ("BOLT HOLE DRILLING", p.all),
        ("RAISED FACE TURNING", p.has("smooth", "flat") & p.over(100)),
        ("DEBURRING", p.all),
        *flaw_tests(p),
        *plating(p),
        ("HOT-DIP GALVANISING", p.has("galvanised")),
        *painting(p),
        *release(p),
    ]


def ring(p: Parts) -> Recipe:
    """Thin rings distort: they are roughed, left to settle, and finished."""
    thin = p.over(120) & (p.designs.bore_mm > 0.85 * p.designs.outer_mm)
    return [
        *stock(p),
        *turning(p),
        ("SETTLING WAIT", thin & p.habit("waits for cooling")),
        ("FINISH TURNING", thin),
        *milling(p),
        *hardening(p),
        *grinding(p),
        ("FLATNESS CHECK", p.has("flat")),
        *plating(p),
        *release(p),
    ]


def gear(p: Parts) -> Recipe:
    bevel, worm = p.typed("BEVEL GEAR"), p.typed("WORM WHEEL")
    shaped = p.typed("INTERNAL GEAR")
    return [
        *stock(p),
        *turning(p),
        ("IN-PROCESS INSPECTION", p.habit("inspects between")),
        ("KEYWAY BROACHING", p.has("keyway")),
        ("DEBURRING", p.habit("deburrs twice") & p.has("keyway")),
        ("GEAR HOBBING", ~bevel & ~shaped),
        ("GEAR SHAPING", shaped),
        ("BEVEL GEAR CUTTING", bevel),
        ("TOOTH CHAMFERING", ~worm & (p.over(80) | p.habit("deburrs twice"))),
        ("DEBURRING", p.all),
        *hardening(p),
        ("INTERNAL GRINDING", p.has("fine_bore") & p.has("hardened")),
        ("GEAR GRINDING", p.has("hardened") & p.has("smooth", "fine_bore") & ~worm),
        ("TOOTH INSPECTION", ~p.typed("SPROCKET") | p.has("reported")),
        *plating(p),
        *release(p),
    ]


def fastener(p: Parts) -> Recipe:
    long = p.longer(120)
    return [
        ("MATERIAL CERTIFICATE CHECK", p.has("certificate")),
        ("SAW CUTTING", long | p.over(30)),
        ("PMI TEST", p.has("pmi")),
        ("SWISS TURNING", ~long & ~p.over(30)),
        ("CNC TURNING 1ST SIDE", long | p.over(30)),
        ("POLYGON TURNING", p.typed("HEX BOLT", "SPECIAL NUT") & ~p.of(*TOUGH)),
        ("CNC MILLING", p.typed("HEX BOLT", "SPECIAL NUT") & p.of(*TOUGH) | p.typed("PARALLEL KEY")),
        ("THREAD ROLLING", p.typed("STUD BOLT", "HEX BOLT") & ~p.over(36)),
        ("THREAD CUTTING", p.typed("STUD BOLT", "HEX BOLT") & p.over(36) | p.typed("SPECIAL NUT")),
        ("QUENCH AND TEMPER", p.has("tempered")),
        ("CENTRELESS GRINDING", p.typed("DOWEL PIN") | p.has("fine_outside")),
        ("VIBRATORY FINISHING", ~long & ~p.whim(0.06)),
        *flaw_tests(p),
        *plating(p),
        ("FINAL INSPECTION", p.all),
        ("COUNTING AND BAGGING", p.habit("counts by weight") | ~p.over(16)),
        ("PACKING", p.over(16) | p.habit("counts by weight")),
    ]
