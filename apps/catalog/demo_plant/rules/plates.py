"""Plate, sheet, blocks, pipes and what is welded from them."""

from ..parts import Parts
from .segments import Recipe, flaw_tests, painting, plating, release

HARD_TO_BURN = ("stainless", "duplex", "titanium", "nickel", "aluminium")


def plate(p: Parts) -> Recipe:
    thick = p.designs.length_mm > 20
    proof = p.of(*HARD_TO_BURN)
    orifice = p.typed("ORIFICE PLATE")
    return [
        ("MATERIAL CERTIFICATE CHECK", p.has("certificate")),
        ("WATERJET CUTTING", thick & proof),
        ("PLASMA CUTTING", thick & ~proof),
        ("LASER CUTTING", ~thick),
        ("DEBURRING", thick | p.habit("deburrs twice")),
        ("PMI TEST", p.has("pmi")),
        ("STRAIGHTENING", ~thick & p.over(400)),
        ("STRESS RELIEF", thick & p.has("flat") & ~proof),
        ("ROUGH MILLING", thick & p.over(500)),
        ("CNC MILLING 1ST FACE", thick),
        ("CNC MILLING 2ND FACE", thick & ~p.typed("NAMEPLATE")),
        ("CNC TURNING 1ST SIDE", orifice & ~p.over(420)),
        ("VERTICAL TURNING", orifice & p.over(420)),
        ("DRILLING AND TAPPING", p.has("tapped", "cross_holes")),
        ("DEBURRING", p.all),
        ("SURFACE GRINDING", p.has("flat", "smooth")),
        ("ETCHING", p.typed("NAMEPLATE")),
        ("BORE EDGE CHECK", orifice),
        *flaw_tests(p)[:2],
        *plating(p),
        ("HOT-DIP GALVANISING", p.has("galvanised")),
        *painting(p),
        *release(p),
    ]


def sheet(p: Parts) -> Recipe:
    welded = p.typed("MACHINE GUARD", "DRIP TRAY", "CABLE BOX")
    laser = p.habit("cuts by laser") | p.over(600)
    return [
        ("SHEARING", ~laser),
        ("PUNCHING", ~laser & ~p.typed("BRACKET")),
        ("LASER CUTTING", laser),
        ("DEBURRING", p.habit("deburrs twice") | ~welded),
        ("BENDING", ~p.typed("SHIM PLATE")),
        ("ROLLING", p.typed("MACHINE GUARD") & p.over(400)),
        ("INSERT PRESSING", p.has("tapped")),
        ("TIG WELDING", welded & p.of("stainless", "aluminium")),
        ("ROBOT WELDING", welded & p.of("carbon") & ~p.over(500)),
        ("MIG WELDING", welded & p.of("carbon") & p.over(500)),
        ("WELD DRESSING", welded),
        ("PICKLING", welded & p.of("stainless")),
        ("BRUSHING", p.of("stainless") & p.has("smooth")),
        *plating(p),
        ("HOT-DIP GALVANISING", p.has("galvanised")),
        ("POWDER COATING", p.has("painted") & ~p.over(700)),
        ("PRIMER PAINTING", p.has("painted") & p.over(700)),
        ("TOP COAT PAINTING", p.has("painted") & p.over(700)),
        ("FINAL INSPECTION", p.all),
        ("LABELLING", p.typed("CABLE BOX") | p.whim(0.05)),
        ("PACKING", p.all),
    ]


def frame(p: Parts) -> Recipe:
    stainless, heavy = p.of("stainless"), p.over(1500)
    machined = p.typed("BASE FRAME", "PUMP SKID", "MOTOR SUPPORT")
    return [
        ("MATERIAL CERTIFICATE CHECK", p.has("certificate")),
        ("SAW CUTTING", p.all),
        ("LASER CUTTING", p.habit("cuts by laser") & ~heavy),
        ("PLASMA CUTTING", ~(p.habit("cuts by laser") & ~heavy)),
        ("EDGE PREPARATION", p.has("ut", "rt") | heavy),
        ("FIT-UP AND TACKING", p.all),
        ("FIT-UP INSPECTION", p.habit("inspects between") & (heavy | p.has("witnessed"))),
        ("TIG WELDING", stainless),
        ("MIG WELDING", ~stainless & (heavy | p.has("witnessed"))),
        ("ROBOT WELDING", ~stainless & ~heavy & ~p.has("witnessed")),
        ("WELD DRESSING", p.all),
        ("WELD INSPECTION", ~p.whim(0.05)),
        *flaw_tests(p),
        ("ULTRASONIC TEST", p.has("ut")),
        ("STRESS RELIEF", machined & ~stainless & (heavy | p.has("flat"))),
        ("FRAME STRAIGHTENING", ~heavy & machined),
        ("HORIZONTAL BORING", machined & (heavy | p.has("flat"))),
        ("CNC MILLING", machined & ~heavy & ~p.has("flat")),
        ("DRILLING AND TAPPING", p.has("tapped") | machined),
        ("LOAD TEST", p.typed("LIFTING BEAM")),
        ("PICKLING", stainless),
        ("HOT-DIP GALVANISING", p.has("galvanised")),
        *painting(p),
        ("FINAL INSPECTION", p.all),
        ("DOCUMENT REVIEW", p.has("witnessed") | p.has("certificate") & p.habit("reviews documents")),
        ("CRATING", p.has("export")),
        ("PACKING", ~p.has("export")),
    ]


def block(p: Parts) -> Recipe:
    """Hydraulic blocks: the crossing bores make the burrs, the burrs make the washing."""
    five_axis = p.typed("MANIFOLD BLOCK") & ~p.over(200)
    return [
        ("MATERIAL CERTIFICATE CHECK", p.has("certificate")),
        ("SAW CUTTING", p.all),
        ("PMI TEST", p.has("pmi")),
        ("ROUGH MILLING", p.over(160) | p.of("duplex", "nickel")),
        ("STRESS RELIEF", p.has("flat") & p.of("carbon", "alloy") & p.over(160)),
        ("5-AXIS MILLING", five_axis),
        ("CNC MILLING 1ST FACE", ~five_axis),
        ("CNC MILLING 2ND FACE", ~five_axis),
        ("DEEP HOLE DRILLING", p.has("deep_bore")),
        ("DRILLING AND TAPPING", p.has("tapped", "cross_holes") & ~five_axis),
        ("DEBURRING", p.all),
        ("THERMAL DEBURRING", p.has("deep_bore", "cross_holes") & p.of("carbon", "alloy", "aluminium")),
        ("WASHING", p.habit("washes before inspection") | p.has("deep_bore")),
        ("HONING", p.has("fine_bore")),
        ("IN-PROCESS INSPECTION", p.habit("inspects between") & p.has("fine_bore")),
        ("SURFACE GRINDING", p.has("flat") & ~p.of("aluminium")),
        *plating(p),
        ("PLUG FITTING", p.typed("MANIFOLD BLOCK", "VALVE BLOCK") & p.has("deep_bore")),
        ("AIR LEAK TEST", p.has("pressure") & p.of("aluminium")),
        ("HYDROSTATIC TEST", p.has("pressure") & ~p.of("aluminium")),
        *release(p),
    ]


def pipe(p: Parts) -> Recipe:
    flanged = p.typed("PIPE SPOOL", "SUCTION PIPE", "REDUCER")
    orbital = p.of("stainless", "titanium", "duplex") & ~p.over(170)
    return [
        ("MATERIAL CERTIFICATE CHECK", p.has("certificate")),
        ("TUBE CUTTING", p.all),
        ("PIPE BENDING", p.typed("BENT TUBE")),
        ("EDGE PREPARATION", flanged),
        ("FIT-UP AND TACKING", flanged),
        ("ORBITAL WELDING", flanged & orbital),
        ("TIG WELDING", flanged & ~orbital),
        ("WELD DRESSING", flanged & ~p.of("carbon")),
        ("WELD INSPECTION", flanged),
        ("PMI TEST", p.has("pmi")),
        *flaw_tests(p),
        ("STRESS RELIEF", flanged & p.of("carbon", "alloy") & p.over(250)),
        ("HYDROSTATIC TEST", p.has("pressure") | flanged & p.over(150)),
        ("DRYING", p.has("pressure") & p.habit("waits for cooling")),
        ("PICKLING", p.of("stainless", "duplex") & flanged),
        ("PASSIVATION", p.of("stainless", "duplex") & p.has("passivated")),
        ("ELECTROPOLISHING", p.has("electropolished")),
        ("RUBBER LINING", p.has("lined")),
        ("HOT-DIP GALVANISING", p.has("galvanised")),
        *painting(p),
        ("OXYGEN CLEANING", p.has("oxygen")),
        ("FINAL INSPECTION", p.all),
        ("END CAPPING", p.all),
        ("PACKING", p.all),
    ]
