"""Pumps, valves, units and kits: put together, tested, painted, and often tested again."""

from ..parts import Parts
from .segments import Recipe


def dispatch(p: Parts) -> Recipe:
    return [
        ("NAMEPLATE FITTING", p.all),
        ("FINAL INSPECTION", p.all),
        ("DOCUMENT REVIEW", p.has("witnessed", "explosion_proof") | p.has("certificate")),
        ("CRATING", p.has("export") | p.over(400)),
        ("PACKING", ~p.has("export") & ~p.over(400)),
    ]


def paint_shop(p: Parts) -> Recipe:
    painted = p.has("painted")
    return [
        ("DEGREASING", painted),
        ("MASKING", painted & ~p.whim(0.05)),
        ("PRIMER PAINTING", painted & (p.over(250) | p.has("export"))),
        ("TOP COAT PAINTING", painted),
        ("PAINT CURING WAIT", painted & p.habit("waits for cooling")),
        ("PAINT THICKNESS CHECK", painted & p.has("witnessed", "export")),
    ]


def pump(p: Parts) -> Recipe:
    multistage = p.typed("MULTISTAGE PUMP", "VERTICAL TURBINE PUMP")
    large, first = p.over(250), p.habit("paints before assembly")
    return [
        ("KITTING", p.all),
        ("PRE-CLEANING OF PARTS", p.habit("cleans before assembly") | p.has("oxygen")),
        *((name, flags & first) for name, flags in paint_shop(p)),
        ("BEARING PRESS FIT", ~p.typed("GEAR PUMP", "METERING PUMP")),
        ("SHRINK FITTING", multistage | large),
        ("ROTOR ASSEMBLY", multistage),
        ("DYNAMIC BALANCING", multistage | p.has("balanced")),
        ("PUMP ASSEMBLY", p.all),
        ("SEAL INSTALLATION", ~p.typed("METERING PUMP")),
        ("TORQUE TIGHTENING", large | p.has("witnessed")),
        ("OIL FILLING", p.typed("GEAR PUMP", "METERING PUMP") | large),
        ("AIR LEAK TEST", p.typed("GEAR PUMP", "METERING PUMP") | p.habit("tests twice")),
        ("HYDROSTATIC TEST", p.has("pressure")),
        ("MOTOR MOUNTING", p.has("motor")),
        ("BASE FRAME MOUNTING", p.has("frame") | p.has("motor") & large),
        ("COUPLING ALIGNMENT", p.has("motor", "frame") & ~p.typed("METERING PUMP")),
        ("WIRING", p.has("explosion_proof") & p.has("motor")),
        ("RUN-IN TEST", p.has("motor") & ~p.has("performance")),
        ("PERFORMANCE TEST", p.has("performance")),
        ("VIBRATION TEST", p.has("performance") & large | multistage & p.has("balanced")),
        ("WITNESS TEST", p.has("witnessed")),
        ("DRAINING AND DRYING", p.has("performance", "pressure", "witnessed")),
        *((name, flags & ~first) for name, flags in paint_shop(p)),
        *dispatch(p),
    ]


def valve(p: Parts) -> Recipe:
    act, lapped = p.has("actuator"), p.typed("GLOBE VALVE", "GATE VALVE", "CHECK VALVE")
    first = p.habit("paints before assembly")
    return [
        ("KITTING", p.all),
        ("PRE-CLEANING OF PARTS", p.habit("cleans before assembly") | p.has("oxygen", "cryogenic")),
        ("SEAT LAPPING", lapped & ~p.over(400)),
        *((name, flags & first) for name, flags in paint_shop(p)),
        ("VALVE ASSEMBLY", p.all),
        ("PACKING GLAND FITTING", p.typed("GLOBE VALVE", "GATE VALVE", "CONTROL VALVE")),
        ("TORQUE TIGHTENING", p.over(200) | p.has("cryogenic")),
        ("HYDROSTATIC TEST", p.all),
        ("SEAT LEAK TEST", p.all),
        ("HELIUM LEAK TEST", p.has("cryogenic")),
        ("CRYOGENIC TEST", p.has("cryogenic")),
        ("ACTUATOR MOUNTING", act),
        ("WIRING", act & p.has("explosion_proof")),
        ("STROKE ADJUSTMENT", act | p.typed("CONTROL VALVE")),
        ("SET PRESSURE ADJUSTMENT", p.typed("SAFETY VALVE")),
        ("SEAT LEAK TEST", act & p.habit("tests twice") | p.typed("SAFETY VALVE")),
        ("WITNESS TEST", p.has("witnessed")),
        ("DRAINING AND DRYING", p.all),
        ("OXYGEN CLEANING", p.has("oxygen")),
        *((name, flags & ~first) for name, flags in paint_shop(p)),
        *dispatch(p),
    ]


def unit(p: Parts) -> Recipe:
    rotor, gearbox = p.typed("ROTOR ASSEMBLY"), p.typed("GEARBOX")
    bearings = p.typed("BEARING UNIT") | gearbox
    return [
        ("KITTING", p.all),
        ("PRE-CLEANING OF PARTS", p.habit("cleans before assembly") | p.has("oxygen")),
        ("BEARING PRESS FIT", bearings & ~p.over(150)),
        ("SHRINK FITTING", rotor | bearings & p.over(150)),
        ("ROTOR ASSEMBLY", rotor),
        ("DYNAMIC BALANCING", rotor),
        ("RUNOUT CHECK", rotor | p.typed("STEM ASSEMBLY") & p.whim(0.3)),
        ("GEARBOX ASSEMBLY", gearbox),
        ("SUBASSEMBLY", ~rotor & ~gearbox),
        ("GREASING", p.typed("BEARING UNIT")),
        ("OIL FILLING", gearbox),
        ("AIR LEAK TEST", p.typed("SEAL CARTRIDGE", "ACTUATOR UNIT") | gearbox & p.habit("tests twice")),
        ("HYDROSTATIC TEST", p.has("pressure") & ~rotor & ~gearbox),
        ("RUN-IN TEST", gearbox | p.typed("BEARING UNIT") & p.has("balanced")),
        ("STROKE ADJUSTMENT", p.typed("ACTUATOR UNIT")),
        *paint_shop(p),
        ("FINAL INSPECTION", p.all),
        ("LASER MARKING", p.typed("SEAL CARTRIDGE", "BEARING UNIT") & ~p.whim(0.06)),
        ("VCI WRAPPING", (rotor | bearings) & p.habit("wraps in VCI")),
        ("PACKING", p.all),
    ]


def kit(p: Parts) -> Recipe:
    checked = p.has("certificate", "witnessed") | p.habit("checks first articles")
    return [
        ("KITTING", p.all),
        ("WASHING", p.has("oxygen")),
        ("COUNTING AND BAGGING", ~p.typed("TOOL KIT")),
        ("LABELLING", p.typed("REPAIR KIT", "SPARE PARTS KIT")),
        ("FINAL INSPECTION", checked),
        ("DOCUMENT REVIEW", p.has("certificate")),
        ("CRATING", p.has("export")),
        ("PACKING", ~p.has("export")),
    ]
