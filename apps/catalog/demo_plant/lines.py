"""Product lines: each has its model series, its responsible planner and what its customers insist on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    code: str
    series: tuple[str, ...]
    insists_on: tuple[str, ...]
    """Features that are more frequent here."""


LINES = (
    Line("L10", ("KPA", "KPB", "KPM"), ("certificate", "pressure", "pt", "witnessed", "performance")),
    Line("L20", ("HYG", "SAN"), ("electropolished", "smooth", "passivated", "oxygen")),
    Line("L30", ("MAR", "SEA", "OFS"), ("painted", "galvanised", "export", "nickel_plated")),
    Line("L40", ("CRX", "LNG"), ("cryogenic", "oxygen", "pmi", "actuator")),
    Line("L50", ("BFP", "PWR"), ("hardened", "nitrided", "ut", "rt", "certificate", "witnessed")),
    Line("L60", ("HYD", "SVO", "PRP"), ("fine_bore", "smooth", "chrome", "deep_bore", "hard_anodised")),
    Line("L70", ("WAT", "SUB"), ("painted", "lined", "balanced", "motor")),
    Line("L80", ("GBX", "DRV"), ("keyway", "spline", "hardened", "tempered", "zinc")),
    Line("L90", ("CHM", "ACD"), ("lined", "sprayed", "overlay", "pmi", "explosion_proof")),
)

SERIES = tuple((place, name) for place, line in enumerate(LINES) for name in line.series)
"""Place of the line and name, for every model series."""
