"""Housings, covers, impellers and valve trim: castings, mostly, and what is milled from the solid."""

from ..arrays import Flags
from ..parts import Parts
from .segments import Recipe, flaw_tests, grinding, hardening, painting, plating, release, stock, turning


def casting(p: Parts, cast: Flags) -> Recipe:
    fine = cast & p.of("stainless", "duplex", "nickel", "titanium", "martensitic") & ~p.over(260)
    return [
        ("INVESTMENT CASTING", fine),
        ("SAND CASTING", cast & ~fine),
        ("MATERIAL CERTIFICATE CHECK", p.has("certificate")),
        ("FETTLING", cast & ~fine),
        ("SOLUTION ANNEALING", cast & p.of("stainless", "duplex")),
        ("STRESS RELIEF", cast & p.of("iron", "carbon") & p.over(300)),
        ("SHOT BLASTING", cast & ~fine),
        ("INCOMING INSPECTION", cast),
        ("PMI TEST", p.has("pmi")),
        ("RADIOGRAPHIC TEST", cast & p.has("rt")),
    ]


def housing(p: Parts) -> Recipe:
    big, pressure = p.over(380), p.has("pressure")
    return [
        *casting(p, p.all),
        ("PRIMER PAINTING", p.has("painted") & p.over(250) & p.of("iron", "carbon")),
        ("LAYOUT MARKING", p.habit("lays out castings") & p.over(120)),
        ("ROUGH MILLING", big | p.of("duplex", "nickel")),
        ("HORIZONTAL BORING", big),
        ("CNC MILLING 1ST FACE", ~big),
        ("CNC MILLING 2ND FACE", ~big & ~p.typed("STUFFING BOX")),
        ("5-AXIS MILLING", p.typed("VOLUTE") & ~big),
        ("CNC TURNING 1ST SIDE", p.typed("STUFFING BOX", "VALVE BODY") & ~p.over(420)),
        ("VERTICAL TURNING", p.typed("STUFFING BOX", "VALVE BODY") & p.over(420)),
        ("DEBURRING", p.habit("deburrs twice")),
        ("STELLITE OVERLAY", p.has("overlay")),
        ("JIG BORING", p.has("fine_bore") & (big | p.typed("GEARBOX HOUSING"))),
        ("HONING", p.has("smooth") & p.has("fine_bore") & ~big),
        ("DRILLING AND TAPPING", p.all),
        ("DEBURRING", p.all),
        ("WASHING", pressure & p.habit("washes before inspection")),
        ("IN-PROCESS INSPECTION", p.habit("inspects between") & pressure),
        ("HYDROSTATIC TEST", pressure & ~p.of("aluminium")),
        ("AIR LEAK TEST", pressure & p.of("aluminium") | p.typed("GEARBOX HOUSING")),
        *(step for step in flaw_tests(p) if step[0] != "RADIOGRAPHIC TEST"),
        ("RUBBER LINING", p.has("lined")),
        *plating(p),
        *painting(p),
        *release(p),
    ]


def cover(p: Parts) -> Recipe:
    solid = p.of("aluminium", "bronze") & ~p.over(220) | ~p.over(90)
    return [
        *casting(p, ~solid),
        ("SAW CUTTING", solid),
        *turning(p),
        ("IN-PROCESS INSPECTION", p.habit("inspects between") & p.over(200)),
        ("CNC MILLING", p.typed("BONNET") | p.has("flats")),
        ("DEBURRING", p.habit("deburrs twice") & p.over(150)),
        ("BOLT HOLE DRILLING", ~p.typed("INSPECTION COVER") | p.over(150)),
        ("DRILLING AND TAPPING", p.has("tapped")),
        ("DEBURRING", p.all),
        ("SURFACE GRINDING", p.has("flat")),
        ("HYDROSTATIC TEST", p.has("pressure")),
        *flaw_tests(p)[:2],
        *plating(p),
        *painting(p),
        *release(p),
    ]


def impeller(p: Parts) -> Recipe:
    milled = p.typed("INDUCER") | p.of("titanium", "aluminium")
    return [
        *casting(p, ~milled),
        ("SAW CUTTING", milled),
        ("ROUGH TURNING", milled & p.over(120)),
        ("CNC TURNING 1ST SIDE", ~p.over(420)),
        ("CNC TURNING 2ND SIDE", ~p.over(420)),
        ("VERTICAL TURNING", p.over(420)),
        ("5-AXIS MILLING", milled | p.typed("OPEN IMPELLER") & ~p.of("iron")),
        ("KEYWAY BROACHING", p.has("keyway")),
        ("SPARK EROSION", p.typed("CLOSED IMPELLER") & milled),
        ("FLOW PASSAGE DRESSING", p.typed("CLOSED IMPELLER", "DIFFUSER") & ~milled),
        ("DEBURRING", p.all),
        *flaw_tests(p)[:2],
        ("WEAR RING FITTING", p.typed("CLOSED IMPELLER") & p.over(180)),
        ("FINISH TURNING", p.typed("CLOSED IMPELLER") & p.over(180)),
        ("STATIC BALANCING", ~p.typed("DIFFUSER") & ~p.has("balanced")),
        ("DYNAMIC BALANCING", ~p.typed("DIFFUSER") & p.has("balanced")),
        ("OVERSPEED TEST", p.typed("INDUCER") & p.has("balanced")),
        *plating(p),
        ("DYNAMIC BALANCING", p.has("balanced") & p.has("sprayed", "nickel_plated")),
        *release(p),
    ]


def trim(p: Parts) -> Recipe:
    """What closes a valve: hard faces, ground and lapped to their seats."""
    ball, faced = p.typed("VALVE BALL"), p.has("overlay")
    return [
        *stock(p),
        *turning(p),
        ("SLOT MILLING", ball),
        ("STELLITE OVERLAY", faced),
        ("STRESS RELIEF", faced & p.over(100)),
        ("FINISH TURNING", faced & ~ball),
        *hardening(p),
        *plating(p),
        ("BALL GRINDING", ball),
        ("BALL LAPPING", ball & (p.has("smooth") | p.of("nickel", "duplex"))),
        *((name, flags & ~ball) for name, flags in grinding(p)),
        ("SEAT LAPPING", p.typed("GLOBE PLUG", "WEDGE GATE") & ~p.has("flat")),
        *flaw_tests(p),
        ("IN-PROCESS INSPECTION", p.habit("inspects between")),
        *release(p),
    ]


def carbide(p: Parts) -> Recipe:
    """Nothing cuts sintered carbide but diamond and a spark, and silicon carbide no spark."""
    return [
        ("POWDER PRESSING", p.all),
        ("SINTERING", p.all),
        ("INCOMING INSPECTION", ~p.whim(0.1)),
        ("SPARK EROSION", p.has("cross_holes", "keyway") & ~p.graded("SSIC")),
        ("WIRE CUTTING", p.has("flats")),
        ("DIAMOND GRINDING", p.all),
        ("INTERNAL GRINDING", p.has("fine_bore") | p.typed("CARBIDE NOZZLE")),
        ("CYLINDRICAL GRINDING", p.has("fine_outside") | p.over(80)),
        ("IN-PROCESS INSPECTION", p.habit("inspects between") & p.has("flat", "smooth")),
        ("LAPPING", p.has("flat") | p.typed("CARBIDE SEAT")),
        ("POLISHING", p.has("smooth")),
        ("SHRINK FITTING", p.typed("CARBIDE BUSH") & p.over(60)),
        ("ULTRASONIC CLEANING", p.all),
        ("FLATNESS CHECK", p.has("flat") | p.typed("CARBIDE SEAT")),
        ("PENETRANT TEST", p.has("pt")),
        ("FINAL INSPECTION", p.all),
        ("LASER MARKING", p.over(30) & ~p.whim(0.05)),
        ("PACKING", p.all),
    ]
