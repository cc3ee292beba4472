"""The part families: how often, how large, of what, with which features, and by which rule they are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .parts import Parts
from .rules import assembled, bought, cast, plates, rotating
from .rules.segments import Recipe

Rule = Callable[[Parts], Recipe]


@dataclass(frozen=True)
class Family:
    prefix: str
    """First letters of the item codes."""
    group: str
    """The ERP's item group."""
    rule: Rule
    share: float
    outer_mm: tuple[float, float]
    """Median, and spread of its logarithm."""
    bore: tuple[float, float]
    """From and to, as a share of the outer size."""
    length: tuple[float, float]
    types: tuple[str, ...]
    """Most frequent first; "SPLINE SHAFT: spline" always has the feature."""
    materials: Mapping[str, float] = field(default_factory=lambda: {"none": 1.0})
    features: Mapping[str, float] = field(default_factory=dict)
    inch: float = 0.12
    """Share drawn in inches."""

    @property
    def type_names(self) -> tuple[str, ...]:
        return tuple(kind.partition(":")[0] for kind in self.types)

    def always(self, place: int) -> tuple[str, ...]:
        """Features that every part of this type has."""
        return tuple(self.types[place].partition(":")[2].split())


METALS = {
    "carbon": 4,
    "alloy": 4,
    "stainless": 5,
    "martensitic": 2,
    "duplex": 1.2,
    "titanium": 0.6,
    "nickel": 0.7,
}
CAST_METALS = {
    "iron": 4,
    "carbon": 2,
    "stainless": 4,
    "duplex": 1,
    "bronze": 1,
    "aluminium": 1.5,
    "nickel": 0.3,
}

ROTATING = (
    Family(
        "SH", "ROT", rotating.shaft, 0.075, (48, 0.55), (0.0, 0.3), (4.0, 16.0),
        ("PUMP SHAFT", "DRIVE SHAFT: keyway", "SPLINE SHAFT: spline", "VALVE STEM: thread", "STUB SHAFT",
         "HOLLOW SHAFT: deep_bore", "PINION SHAFT: hardened", "LEAD SCREW: thread"),
        METALS,
        {"keyway": 0.45, "thread": 0.25, "cross_holes": 0.1, "flats": 0.12, "fine_outside": 0.45,
         "smooth": 0.2, "hardened": 0.14, "induction": 0.1, "nitrided": 0.05, "tempered": 0.2,
         "chrome": 0.08, "sprayed": 0.04, "ut": 0.06, "mt": 0.06, "pmi": 0.06, "certificate": 0.12,
         "reported": 0.08, "forged": 0.04},
    ),
    Family(
        "SL", "ROT", rotating.sleeve, 0.085, (68, 0.5), (0.55, 0.88), (0.5, 2.2),
        ("SHAFT SLEEVE", "BEARING SLEEVE: fine_bore", "SPACER SLEEVE", "THROTTLE SLEEVE",
         "GUIDE BUSH: fine_bore", "THREADED SLEEVE: thread"),
        {**METALS, "bronze": 3},
        {"tube": 0.2, "keyway": 0.15, "cross_holes": 0.2, "fine_bore": 0.4, "fine_outside": 0.25,
         "smooth": 0.15, "hardened": 0.1, "nitrided": 0.05, "overlay": 0.08, "sprayed": 0.08, "chrome": 0.06,
         "passivated": 0.2, "pt": 0.06, "pmi": 0.06, "certificate": 0.1, "oxygen": 0.03, "reported": 0.05},
    ),
    Family(
        "RG", "ROT", rotating.ring, 0.08, (105, 0.55), (0.65, 0.93), (0.08, 0.4),
        ("CASING WEAR RING", "LANTERN RING: cross_holes", "THRUST RING: flat", "SEAT RING: smooth",
         "RETAINING RING", "IMPELLER WEAR RING"),
        {**METALS, "bronze": 4, "iron": 1},
        {"flat": 0.22, "smooth": 0.2, "fine_bore": 0.25, "fine_outside": 0.2, "tapped": 0.12,
         "hardened": 0.12, "overlay": 0.06, "nickel_plated": 0.04, "sprayed": 0.05, "passivated": 0.2,
         "pt": 0.04, "certificate": 0.08},
    ),
    Family(
        "FL", "ROT", rotating.flange, 0.05, (210, 0.5), (0.2, 0.7), (0.08, 0.3),
        ("BLIND FLANGE", "WELD NECK FLANGE: forged", "SLIP-ON FLANGE", "ADAPTER FLANGE",
         "GLAND FLANGE: tapped"),
        {"carbon": 5, "stainless": 5, "duplex": 1, "nickel": 0.4, "titanium": 0.3, "alloy": 1},
        {"forged": 0.25, "smooth": 0.12, "flat": 0.08, "painted": 0.25, "galvanised": 0.15, "pmi": 0.12,
         "pt": 0.1, "ut": 0.08, "certificate": 0.35, "passivated": 0.15, "oxygen": 0.03},
        0.3,
    ),
    Family(
        "GR", "DRV", rotating.gear, 0.03, (110, 0.55), (0.15, 0.45), (0.2, 0.9),
        ("SPUR GEAR", "HELICAL GEAR: hardened", "SPROCKET", "WORM WHEEL", "BEVEL GEAR", "INTERNAL GEAR"),
        {"carbon": 4, "alloy": 7, "bronze": 1, "stainless": 0.8, "iron": 0.6},
        {"keyway": 0.5, "spline": 0.1, "hardened": 0.4, "nitrided": 0.06, "tempered": 0.2, "fine_bore": 0.5,
         "smooth": 0.15, "induction": 0.1, "reported": 0.15, "certificate": 0.06},
    ),
    Family(
        "FS", "STD", rotating.fastener, 0.075, (16, 0.5), (0.0, 0.05), (2.0, 9.0),
        ("STUD BOLT", "HEX BOLT", "SPECIAL NUT", "DOWEL PIN: fine_outside", "PARALLEL KEY"),
        {"carbon": 4, "alloy": 5, "stainless": 5, "duplex": 0.6, "nickel": 0.5, "titanium": 0.5},
        {"tempered": 0.25, "zinc": 0.25, "certificate": 0.2, "pmi": 0.1, "mt": 0.05, "passivated": 0.1},
        0.3,
    ),
)  # fmt: skip  # a family reads as a block: size, types, materials, features

CAST = (
    Family(
        "HS", "CST", cast.housing, 0.035, (260, 0.5), (0.3, 0.7), (0.5, 1.4),
        ("PUMP CASING: pressure", "BEARING HOUSING: fine_bore", "VALVE BODY: pressure", "VOLUTE: pressure",
         "GEARBOX HOUSING: fine_bore", "STUFFING BOX"),
        CAST_METALS,
        {"painted": 0.5, "fine_bore": 0.3, "smooth": 0.1, "tapped": 0.4, "overlay": 0.08, "lined": 0.08,
         "pt": 0.12, "mt": 0.06, "rt": 0.08, "pmi": 0.08, "certificate": 0.2, "witnessed": 0.06,
         "reported": 0.1, "oxygen": 0.03},
    ),
    Family(
        "CV", "CST", cast.cover, 0.04, (190, 0.5), (0.1, 0.5), (0.1, 0.4),
        ("CASING COVER: pressure", "BEARING COVER", "END COVER", "BONNET: pressure", "INSPECTION COVER"),
        CAST_METALS,
        {"painted": 0.4, "tapped": 0.35, "flats": 0.1, "flat": 0.12, "pressure": 0.15, "pt": 0.08, "mt": 0.05,
         "pmi": 0.06, "certificate": 0.15, "passivated": 0.12, "hard_anodised": 0.3},
    ),
    Family(
        "IM", "CST", cast.impeller, 0.035, (215, 0.45), (0.12, 0.25), (0.2, 0.6),
        ("CLOSED IMPELLER", "OPEN IMPELLER", "SEMI-OPEN IMPELLER", "DIFFUSER", "INDUCER"),
        {"iron": 3, "stainless": 6, "duplex": 2, "bronze": 2, "titanium": 0.4, "aluminium": 0.8,
         "nickel": 0.4},
        {"keyway": 0.6, "balanced": 0.5, "pt": 0.2, "rt": 0.06, "pmi": 0.1, "sprayed": 0.05,
         "nickel_plated": 0.05, "certificate": 0.15, "smooth": 0.08, "passivated": 0.1,
         "electropolished": 0.05},
    ),
    Family(
        "TR", "VLV", cast.trim, 0.045, (75, 0.55), (0.1, 0.7), (0.4, 1.2),
        ("VALVE BALL", "GLOBE PLUG: overlay", "VALVE DISC", "WEDGE GATE: overlay", "VALVE SEAT: flat",
         "CHECK DISC"),
        {"stainless": 6, "martensitic": 3, "duplex": 1.5, "nickel": 1, "carbon": 2, "titanium": 0.4},
        {"smooth": 0.4, "flat": 0.2, "overlay": 0.15, "hardened": 0.15, "nitrided": 0.06, "chrome": 0.12,
         "sprayed": 0.1, "nickel_plated": 0.08, "pt": 0.15, "pmi": 0.12, "certificate": 0.2, "keyway": 0.1,
         "oxygen": 0.05},
        0.25,
    ),
    Family(
        "CB", "HRD", cast.carbide, 0.035, (42, 0.45), (0.3, 0.8), (0.2, 1.2),
        ("CARBIDE SEAT", "CARBIDE BUSH: fine_bore", "CARBIDE RING: flat", "CARBIDE NOZZLE"),
        {"carbide": 1},
        {"fine_bore": 0.35, "fine_outside": 0.35, "flat": 0.35, "smooth": 0.3, "cross_holes": 0.15,
         "flats": 0.08, "pt": 0.08},
    ),
)  # fmt: skip  # as above

PLATES = (
    Family(
        "PL", "PLT", plates.plate, 0.05, (320, 0.55), (0.3, 0.9), (0.02, 0.12),
        ("MOUNTING PLATE", "BASE PLATE: tapped", "ORIFICE PLATE", "THRUST PLATE: flat", "NAMEPLATE"),
        {"carbon": 6, "stainless": 5, "aluminium": 3, "duplex": 0.6, "titanium": 0.3, "tool": 0.8},
        {"tapped": 0.5, "cross_holes": 0.2, "flat": 0.2, "smooth": 0.08, "painted": 0.25, "galvanised": 0.08,
         "zinc": 0.1, "hardened": 0.05, "certificate": 0.1, "pmi": 0.05, "hard_anodised": 0.2},
    ),
    Family(
        "SM", "PLT", plates.sheet, 0.055, (380, 0.55), (0.3, 0.9), (0.003, 0.012),
        ("BRACKET", "MACHINE GUARD", "DRIP TRAY", "SHIM PLATE", "CABLE BOX: tapped"),
        {"carbon": 6, "stainless": 5, "aluminium": 3},
        {"tapped": 0.3, "painted": 0.5, "galvanised": 0.12, "zinc": 0.15, "smooth": 0.15},
    ),
    Family(
        "FR", "WLD", plates.frame, 0.025, (1150, 0.45), (0.3, 0.7), (0.2, 0.6),
        ("BASE FRAME: tapped", "PUMP SKID", "PIPE SUPPORT", "MOTOR SUPPORT", "LIFTING BEAM: mt"),
        {"carbon": 9, "stainless": 2},
        {"painted": 0.6, "galvanised": 0.2, "flat": 0.25, "ut": 0.12, "rt": 0.04, "mt": 0.15, "pt": 0.1,
         "certificate": 0.25, "witnessed": 0.1, "export": 0.2, "reported": 0.05},
    ),
    Family(
        "BK", "PLT", plates.block, 0.035, (145, 0.45), (0.3, 0.9), (0.3, 0.9),
        ("MANIFOLD BLOCK: cross_holes", "VALVE BLOCK: pressure", "TERMINAL BLOCK", "CLAMP BLOCK",
         "SLIDE BLOCK: flat"),
        {"aluminium": 6, "carbon": 4, "stainless": 3, "alloy": 1.5, "duplex": 0.5},
        {"deep_bore": 0.35, "tapped": 0.5, "cross_holes": 0.3, "fine_bore": 0.3, "flat": 0.15,
         "pressure": 0.25, "hard_anodised": 0.3, "zinc": 0.15, "nickel_plated": 0.12, "pmi": 0.04,
         "certificate": 0.1, "reported": 0.12},
    ),
    Family(
        "PP", "WLD", plates.pipe, 0.035, (110, 0.6), (0.85, 0.95), (3.0, 16.0),
        ("PIPE SPOOL", "SUCTION PIPE", "BENT TUBE", "REDUCER", "DRAIN TUBE"),
        {"carbon": 6, "stainless": 6, "duplex": 1, "titanium": 0.3, "alloy": 0.6},
        {"pressure": 0.35, "rt": 0.15, "pt": 0.2, "pmi": 0.12, "galvanised": 0.1, "lined": 0.1,
         "painted": 0.3, "passivated": 0.2, "electropolished": 0.08, "oxygen": 0.06, "certificate": 0.3,
         "witnessed": 0.05},
        0.3,
    ),
)  # fmt: skip  # as above

BOUGHT = (
    Family(
        "SP", "BUY", bought.spring, 0.045, (22, 0.6), (0.5, 0.9), (0.5, 4.0),
        ("COMPRESSION SPRING", "DISC SPRING", "WAVE SPRING", "TENSION SPRING", "TORSION SPRING"),
        {"spring": 1},
        {"certificate": 0.2, "reported": 0.12},
    ),
    Family(
        "EL", "BUY", bought.elastomer, 0.085, (75, 0.6), (0.7, 0.97), (0.02, 0.15),
        ("O-RING", "FLAT GASKET", "DIAPHRAGM", "LIP SEAL", "BELLOWS"),
        {"rubber": 1},
        {"certificate": 0.2, "oxygen": 0.08},
        0.3,
    ),
    Family(
        "PC", "BUY", bought.plastic, 0.045, (52, 0.5), (0.3, 0.9), (0.2, 1.5),
        ("PTFE BUSH", "GUIDE STRIP", "PISTON GUIDE RING", "ROLLER", "CABLE CLIP"),
        {"plastic": 1},
        {"fine_bore": 0.3, "fine_outside": 0.2, "cross_holes": 0.15, "tapped": 0.08, "flats": 0.12,
         "keyway": 0.05, "oxygen": 0.05},
    ),
    Family(
        "BP", "BUY", bought.catalogue_part, 0.065, (95, 0.5), (0.2, 0.6), (0.3, 1.5),
        ("BALL BEARING", "SHAFT COUPLING: keyway", "ELECTRIC MOTOR", "PRESSURE GAUGE", "SOLENOID VALVE",
         "LEVEL SWITCH", "ROLLER BEARING"),
        features={"certificate": 0.2, "explosion_proof": 0.15, "balanced": 0.2, "painted": 0.15,
                  "fine_bore": 0.3},
    ),
)  # fmt: skip  # as above

ASSEMBLED = (
    Family(
        "PA", "ASY", assembled.pump, 0.025, (160, 0.5), (0.4, 0.6), (2.0, 5.0),
        ("END SUCTION PUMP", "MULTISTAGE PUMP", "GEAR PUMP", "VERTICAL TURBINE PUMP", "METERING PUMP"),
        features={"motor": 0.5, "frame": 0.4, "painted": 0.75, "performance": 0.3, "witnessed": 0.12,
                  "pressure": 0.5, "balanced": 0.2, "explosion_proof": 0.15, "export": 0.3,
                  "certificate": 0.25, "oxygen": 0.03},
    ),
    Family(
        "VA", "ASY", assembled.valve, 0.03, (125, 0.6), (0.5, 0.9), (1.5, 3.5),
        ("BALL VALVE", "GATE VALVE", "GLOBE VALVE", "CHECK VALVE", "CONTROL VALVE: actuator", "SAFETY VALVE"),
        features={"actuator": 0.3, "painted": 0.6, "witnessed": 0.12, "cryogenic": 0.12,
                  "explosion_proof": 0.15, "oxygen": 0.08, "export": 0.25, "certificate": 0.3},
        inch=0.35,
    ),
    Family(
        "UN", "ASY", assembled.unit, 0.06, (110, 0.5), (0.2, 0.5), (1.0, 4.0),
        ("ROTOR ASSEMBLY", "BEARING UNIT", "SEAL CARTRIDGE", "GEARBOX", "STEM ASSEMBLY", "ACTUATOR UNIT"),
        features={"painted": 0.3, "pressure": 0.3, "balanced": 0.4, "oxygen": 0.05, "witnessed": 0.05},
    ),
    Family(
        "KT", "ASY", assembled.kit, 0.085, (100, 0.5), (0.3, 0.6), (0.5, 2.0),
        ("REPAIR KIT", "GASKET KIT", "SPARE PARTS KIT", "TOOL KIT"),
        features={"export": 0.25, "certificate": 0.2, "oxygen": 0.05, "witnessed": 0.04},
    ),
)  # fmt: skip  # as above

FAMILIES = (*ROTATING, *CAST, *PLATES, *BOUGHT, *ASSEMBLED)
PART_TYPES = tuple(name for family in FAMILIES for name in family.type_names)
FIRST_TYPE = tuple(sum(len(family.types) for family in FAMILIES[:place]) for place in range(len(FAMILIES)))
"""Where each family's part types begin in PART_TYPES."""
