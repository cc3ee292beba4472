"""Springs, rubber, plastic and catalogue parts: mostly made by others, checked and packed here."""

from ..parts import Parts
from .segments import Recipe


def spring(p: Parts) -> Recipe:
    coiled = p.typed("COMPRESSION SPRING", "TENSION SPRING", "TORSION SPRING")
    return [
        ("SPRING COILING", coiled),
        ("PRESS STAMPING", ~coiled),
        ("STRESS RELIEF", coiled & (p.over(20) | p.graded("ELGI"))),
        ("SPRING END GRINDING", p.typed("COMPRESSION SPRING") & p.over(12)),
        ("PRESETTING", p.typed("COMPRESSION SPRING", "DISC SPRING") & p.over(25)),
        ("SHOT PEENING", p.has("certificate") & coiled | p.typed("DISC SPRING") & p.over(60)),
        ("PASSIVATION", p.graded("SUSW") & p.has("certificate")),
        ("PHOSPHATING", p.graded("SWPB")),
        ("LOAD TEST", p.over(40) | p.has("reported")),
        ("INCOMING INSPECTION", p.all),
        ("COUNTING AND BAGGING", p.habit("counts by weight") | ~p.over(20)),
        ("PACKING", p.over(20) | p.habit("counts by weight")),
    ]


def elastomer(p: Parts) -> Recipe:
    cut = p.typed("FLAT GASKET")
    return [
        ("DIE CUTTING", cut & ~p.over(300)),
        ("WATERJET CUTTING", cut & p.over(300)),
        ("RUBBER MOULDING", ~cut),
        ("FLASH TRIMMING", ~cut & (p.typed("DIAPHRAGM", "BELLOWS") | p.over(150))),
        ("CRYOGENIC DEFLASHING", ~cut & ~p.typed("DIAPHRAGM", "BELLOWS") & ~p.over(150)),
        ("POST CURING", ~cut & p.graded("FKM7", "FFKM")),
        ("HARDNESS CHECK", p.has("certificate") | p.graded("FFKM")),
        ("OXYGEN CLEANING", p.has("oxygen")),
        ("INCOMING INSPECTION", p.all),
        ("LABELLING", p.habit("counts by weight") & p.has("certificate") | p.graded("FFKM")),
        ("COUNTING AND BAGGING", ~p.over(100)),
        ("PACKING", p.over(100) | p.habit("counts by weight")),
    ]


def plastic(p: Parts) -> Recipe:
    moulded = p.typed("ROLLER", "CABLE CLIP") & ~p.graded("PTFE") & ~p.over(80)
    ptfe = p.graded("PTFE")
    return [
        ("INJECTION MOULDING", moulded),
        ("SAW CUTTING", ~moulded),
        ("ANNEALING", p.graded("PEEK") & ~moulded | ptfe & p.has("fine_bore", "fine_outside")),
        ("CNC TURNING 1ST SIDE", ~moulded & ~p.typed("GUIDE STRIP")),
        ("CNC TURNING 2ND SIDE", ~moulded & p.over(60) & ~p.typed("GUIDE STRIP")),
        ("CNC MILLING", p.typed("GUIDE STRIP") | p.has("flats", "keyway") & ~moulded),
        ("DRILLING AND TAPPING", p.has("cross_holes", "tapped") & ~moulded),
        ("SPLIT CUTTING", p.typed("PISTON GUIDE RING")),
        ("DEBURRING", ~moulded),
        ("FLASH TRIMMING", moulded),
        ("WASHING", p.habit("washes before inspection") & ~p.has("oxygen")),
        ("OXYGEN CLEANING", p.has("oxygen")),
        ("FINAL INSPECTION", p.all),
        ("COUNTING AND BAGGING", ~p.over(40)),
        ("PACKING", p.over(40) | p.habit("counts by weight")),
    ]


def catalogue_part(p: Parts) -> Recipe:
    electric = p.typed("ELECTRIC MOTOR", "PRESSURE GAUGE", "LEVEL SWITCH")
    return [
        ("INCOMING INSPECTION", p.all),
        ("FUNCTION TEST", electric | p.typed("SOLENOID VALVE")),
        ("CALIBRATION", p.typed("PRESSURE GAUGE") & (p.has("certificate") | p.habit("tests twice"))),
        ("BORE FINISHING", p.typed("SHAFT COUPLING") & p.has("fine_bore")),
        ("KEYWAY BROACHING", p.typed("SHAFT COUPLING") & p.has("keyway")),
        ("DYNAMIC BALANCING", p.typed("SHAFT COUPLING") & p.has("balanced")),
        ("GREASING", p.typed("BALL BEARING", "ROLLER BEARING") & p.habit("wraps in VCI")),
        ("TOP COAT PAINTING", p.has("painted")),
        ("NAMEPLATE FITTING", p.typed("ELECTRIC MOTOR")),
        ("DOCUMENT REVIEW", p.has("certificate", "explosion_proof")),
        ("LABELLING", ~p.whim(0.1)),
        ("PACKING", p.all),
    ]
