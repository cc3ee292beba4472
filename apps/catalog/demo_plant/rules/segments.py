"""Stretches of a routing that several families share."""

from ..arrays import Flags
from ..materials import CORROSION_PROOF, STEELS
from ..parts import Parts

Recipe = list[tuple[str, Flags]]

TOUGH = ("titanium", "nickel", "duplex")


def stock(p: Parts) -> Recipe:
    """From the store to a blank: forged where large, of tube where hollow, else sawn from bar."""
    forged = p.has("forged") | p.over(320) & ~p.of("plastic", "rubber", "bronze")
    tube = p.has("tube") & ~forged
    return [
        ("MATERIAL CERTIFICATE CHECK", p.has("certificate")),
        ("FORGING", forged),
        ("ULTRASONIC TEST", forged & p.has("ut")),
        ("TUBE CUTTING", tube),
        ("SAW CUTTING", ~forged & ~tube & p.over(25)),
        ("PMI TEST", p.has("pmi")),
        ("QUENCH AND TEMPER", p.has("tempered")),
        ("HARDNESS CHECK", p.has("tempered") & p.habit("measures hardness twice")),
    ]


def turning(p: Parts) -> Recipe:
    small, large = ~p.over(28), p.over(420)
    roughed = (p.over(160) | p.of(*TOUGH) & p.over(70) | p.has("hardened", "nitrided") & p.over(60)) & ~large
    at_once = p.habit("turns in one setting") & p.over(28) & ~p.over(140) & ~p.slender
    twice = p.over(28) & ~large & ~at_once
    return [
        ("FACING AND CENTERING", p.slender & p.over(28)),
        ("ROUGH TURNING", roughed),
        ("STRESS RELIEF", roughed & p.of(*STEELS, "martensitic") & p.has("fine_bore", "fine_outside")),
        ("SWISS TURNING", small),
        ("COMPLETE TURN-MILLING", at_once),
        ("CNC TURNING 1ST SIDE", twice),
        ("CNC TURNING 2ND SIDE", twice & ~p.whim(0.02)),
        ("VERTICAL TURNING", large),
        ("FIRST ARTICLE CHECK", p.habit("checks first articles") & p.has("reported", "witnessed")),
        ("DEEP HOLE DRILLING", p.has("deep_bore")),
    ]


def milling(p: Parts) -> Recipe:
    """Keyways, holes and flats; a turn-mill centre has made the holes already."""
    key, hard = p.has("keyway"), p.of(*TOUGH)
    at_once = p.habit("turns in one setting") & p.over(28) & ~p.over(140) & ~p.slender
    holes = p.has("cross_holes", "tapped") & ~at_once
    return [
        ("DEBURRING", p.habit("deburrs twice") & (key | holes | p.has("spline", "flats"))),
        ("KEYWAY BROACHING", key & p.habit("broaches keyways") & ~hard),
        ("KEYWAY MILLING", key & ~p.habit("broaches keyways") & ~hard),
        ("WIRE CUTTING", key & hard),
        ("SPLINE HOBBING", p.has("spline")),
        ("CNC MILLING", p.has("flats") & ~at_once),
        ("DRILLING AND TAPPING", holes),
        ("THREAD CUTTING", p.has("thread") & (p.over(60) | hard)),
        ("THREAD ROLLING", p.has("thread") & ~p.over(60) & ~hard),
        ("DEBURRING", p.all & ~p.of("carbide")),
    ]


def hardening(p: Parts) -> Recipe:
    hard = p.has("hardened")
    cased = hard & p.of("alloy") & ~p.has("tempered")
    through = hard & ~cased & ~p.of("martensitic")
    vacuum = hard & p.of("martensitic")
    any_heat = hard | p.has("induction", "nitrided")
    return [
        ("IN-PROCESS INSPECTION", p.habit("inspects between") & any_heat),
        ("CARBURISING", cased),
        ("QUENCH HARDENING", through),
        ("VACUUM HARDENING", vacuum),
        ("SUB-ZERO TREATMENT", (through | vacuum) & p.has("fine_bore", "fine_outside", "smooth")),
        ("INDUCTION HARDENING", p.has("induction") & ~hard),
        ("COOLING WAIT", through & p.habit("waits for cooling")),
        ("GAS NITRIDING", p.has("nitrided") & ~hard),
        ("STRAIGHTENING", any_heat & p.slender),
        ("HARDNESS CHECK", any_heat),
    ]


def grinding(p: Parts) -> Recipe:
    outside = p.has("fine_outside") | p.has("smooth") & ~p.has("flat")
    centreless = outside & p.habit("grinds without centres") & ~p.over(50) & ~p.has("keyway", "spline")
    heat_treated = p.has("hardened", "induction", "nitrided")
    return [
        ("CENTRE LAPPING", outside & ~centreless & p.slender & heat_treated),
        ("CENTRELESS GRINDING", centreless),
        ("CYLINDRICAL GRINDING", outside & ~centreless),
        ("INTERNAL GRINDING", p.has("fine_bore") & heat_treated),
        ("HONING", p.has("fine_bore") & ~heat_treated & (p.slender | p.has("tube"))),
        ("SURFACE GRINDING", p.has("flat") & ~p.of("plastic")),
        ("SUPERFINISHING", p.has("smooth") & outside & heat_treated),
        ("LAPPING", p.has("flat") & p.of("carbide", "martensitic", "tool", "bronze")),
        ("POLISHING", p.has("smooth") & ~heat_treated),
    ]


def flaw_tests(p: Parts) -> Recipe:
    return [
        ("PENETRANT TEST", p.has("pt")),
        ("MAGNETIC PARTICLE TEST", p.has("mt") & ~p.has("pt")),
        ("RADIOGRAPHIC TEST", p.has("rt")),
    ]


def plating(p: Parts) -> Recipe:
    """Metal and conversion coats; a chromed or sprayed part is ground again."""
    thick = p.has("chrome", "sprayed")
    coated = thick | p.has("nickel_plated", "electropolished", "hard_anodised")
    early = p.habit("marks early")
    bare_steel = p.of(*STEELS) & ~p.has("chrome", "nickel_plated", "zinc", "galvanised", "painted", "sprayed")
    return [
        ("LASER MARKING", early & thick),
        ("IN-PROCESS INSPECTION", p.habit("inspects between") & coated),
        ("HARD CHROME PLATING", p.has("chrome")),
        ("HVOF COATING", p.has("sprayed") & ~p.has("chrome")),
        ("CYLINDRICAL GRINDING", thick & p.of(*STEELS, *CORROSION_PROOF)),
        ("ELECTROLESS NICKEL PLATING", p.has("nickel_plated") & ~thick),
        ("ZINC PLATING", p.has("zinc") & ~thick & ~p.has("nickel_plated")),
        ("PHOSPHATING", bare_steel & ~p.over(150) & p.of("carbon", "alloy")),
        ("BLACKENING", bare_steel & ~p.over(150) & p.of("tool")),
        ("HARD ANODISING", p.has("hard_anodised")),
        ("ANODISING", p.of("aluminium") & ~p.has("hard_anodised", "nickel_plated")),
        ("ELECTROPOLISHING", p.has("electropolished")),
        ("PASSIVATION", p.of("stainless", "martensitic", "duplex") & ~p.has("electropolished")
         & (p.of("stainless") | p.has("passivated"))),
    ]  # fmt: skip  # one operation a line


def painting(p: Parts) -> Recipe:
    painted = p.has("painted") & ~p.has("galvanised")
    return [
        ("SHOT BLASTING", painted & p.over(150)),
        ("DEGREASING", painted & ~p.over(150)),
        ("MASKING", painted & p.has("fine_bore", "tapped", "fine_outside")),
        ("PRIMER PAINTING", painted),
        ("TOP COAT PAINTING", painted & ~p.whim(0.04)),
        ("PAINT CURING WAIT", painted & p.habit("waits for cooling")),
        ("PAINT THICKNESS CHECK", painted & (p.has("reported", "witnessed") | p.over(400))),
    ]


def release(p: Parts) -> Recipe:
    """Clean, measure, mark, preserve, pack."""
    oiled = p.of(*STEELS, "iron") & ~p.has("painted", "galvanised", "zinc")
    dirty = p.has("smooth", "flat", "fine_bore", "deep_bore")
    return [
        ("OXYGEN CLEANING", p.has("oxygen")),
        ("ULTRASONIC CLEANING", dirty & ~p.has("oxygen") & ~p.over(300)),
        ("WASHING", p.habit("washes before inspection") & ~dirty & ~p.has("oxygen")),
        ("CMM INSPECTION", p.has("reported")),
        ("FINAL INSPECTION", p.all),
        ("LASER MARKING", ~(p.habit("marks early") & p.has("chrome", "sprayed")) & ~p.of("plastic", "rubber")
         & (p.over(20) | p.has("certificate")) & ~p.whim(0.05)),
        ("PRESERVATION OILING", oiled & ~p.habit("wraps in VCI")),
        ("VCI WRAPPING", oiled & p.habit("wraps in VCI")),
        ("DOCUMENT REVIEW", p.has("witnessed") | p.has("certificate") & p.habit("reviews documents")),
        ("PACKING", p.all),
    ]  # fmt: skip  # one operation a line
