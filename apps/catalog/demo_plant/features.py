"""What a drawing may ask for beyond shape and size, and how planners write it into the specification."""

from dataclasses import dataclass

from .materials import STEELS


@dataclass(frozen=True)
class Feature:
    name: str
    mention: float
    """Share of the items whose specification says so, where there is one."""
    words: tuple[str, ...]
    only: tuple[str, ...] = ()
    """Material groups that allow it; none named means all."""


HARDENABLE = (*STEELS, "martensitic")
PAINTABLE = ("none", "carbon", "alloy", "iron")
WELDABLE = ("carbon", "alloy", "stainless", "duplex", "nickel")
STAINLESS = ("stainless", "martensitic", "duplex")

FEATURES = (
    Feature("certificate", 0.93, ("3.1 CERT", "EN10204-3.1", "MTC")),
    Feature("forged", 0.93, ("FORGED", "FORGING")),
    Feature("tube", 0.9, ("TUBE", "PIPE STOCK")),
    Feature("keyway", 0.95, ("KEYWAY 8P9", "KEY 10P9", "KEYWAY", "KEY-WAY 14P9")),
    Feature("spline", 0.95, ("SPLINE N8x42", "SPLINE DIN5480")),
    Feature("thread", 0.9, ("M30x1.5", "THREAD", "2-M24x2")),
    Feature("cross_holes", 0.92, ("4-Ø8 HOLE", "RADIAL HOLE", "6-Ø5 HOLES")),
    Feature("tapped", 0.93, ("4-M8 TAP", "M6 TAP", "8-M10 TAP")),
    Feature("flats", 0.9, ("2-FLAT", "FLATS 32")),
    Feature("deep_bore", 0.93, ("GUN DRILL", "DEEP BORE Ø12")),
    Feature("fine_bore", 0.95, ("H7", "Ø H7", "BORE H6")),
    Feature("fine_outside", 0.95, ("h6", "OD g6", "k6")),
    Feature("smooth", 0.95, ("Ra0.4", "RA 0.4", "Ra 0.2")),
    Feature("flat", 0.93, ("FLATNESS 0.01", "FLAT 2 BAND", "LAP")),
    Feature("hardened", 0.96, ("HRC58", "HRC 55-60", "HRC50"), HARDENABLE),
    Feature("induction", 0.95, ("IND.HARDEN", "HIGH FREQ. HRC52"), ("carbon", "alloy")),
    Feature("nitrided", 0.95, ("NITRIDED", "GAS NITRIDING 0.3"), (*HARDENABLE, "stainless")),
    Feature("tempered", 0.9, ("QT", "Q/T HB280"), ("carbon", "alloy", "martensitic")),
    Feature("chrome", 0.95, ("HARD CHROME", "H.CR 30um"), (*STEELS, "stainless", "martensitic", "none")),
    Feature("nickel_plated", 0.95, ("ENP 25um", "E-NICKEL"), (*STEELS, "aluminium", "iron")),
    Feature("zinc", 0.93, ("ZINC PLATED", "Zn 8um"), ("carbon", "alloy")),
    Feature("galvanised", 0.95, ("HDG", "HOT DIP GALV."), ("carbon",)),
    Feature("overlay", 0.95, ("STELLITE 6", "ST.6 OVERLAY"), WELDABLE),
    Feature("sprayed", 0.95, ("WC HVOF", "HVOF COAT"), (*STEELS, *STAINLESS, "nickel")),
    Feature("lined", 0.96, ("RUBBER LINED", "ETFE LINING"), ("carbon", "iron")),
    Feature("painted", 0.9, ("RAL5015", "EPOXY PAINT", "PAINT C4"), PAINTABLE),
    Feature("hard_anodised", 0.93, ("HARD ANODIZED", "ANODIZE 50um"), ("aluminium",)),
    Feature("electropolished", 0.93, ("EP", "ELECTROPOLISH"), STAINLESS),
    Feature("passivated", 0.9, ("PASSIVATED", "ASTM A967"), STAINLESS),
    Feature("oxygen", 0.95, ("O2 CLEAN", "OXYGEN SERVICE")),
    Feature("pt", 0.95, ("PT", "P.T 100%")),
    Feature("mt", 0.95, ("MT", "M.T"), ("carbon", "alloy", "iron", "martensitic")),
    Feature("ut", 0.95, ("UT", "U.T LEVEL 2")),
    Feature("rt", 0.95, ("RT", "X-RAY")),
    Feature("pmi", 0.9, ("PMI",), (*STAINLESS, "nickel", "titanium")),
    Feature("pressure", 0.92, ("PN40", "CLASS 300", "HYDRO 60BAR")),
    Feature("balanced", 0.93, ("G2.5", "BALANCE G6.3")),
    Feature("reported", 0.9, ("CMM REPORT", "FULL DIM. REPORT")),
    Feature("motor", 0.9, ("W/MOTOR 11kW", "MOTOR 380V", "IE3 MOTOR")),
    Feature("actuator", 0.92, ("PNEUMATIC ACT.", "MOV", "ACTUATOR")),
    Feature("frame", 0.9, ("ON BASE", "W/BASE FRAME")),
    Feature("performance", 0.93, ("PERFORMANCE TEST", "ISO9906-2B")),
    Feature("witnessed", 0.95, ("WITNESS", "3RD PARTY")),
    Feature("cryogenic", 0.95, ("-196C", "CRYO")),
    Feature("explosion_proof", 0.95, ("ATEX", "Ex d IIB T4")),
    Feature("export", 0.9, ("SEAWORTHY", "EXPORT PACK")),
)

INDEX = {feature.name: place for place, feature in enumerate(FEATURES)}
