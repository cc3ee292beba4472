"""The grades that the plant works in. Rules ask for the group, planners read code and words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grade:
    group: str
    code: str
    words: str
    cast: bool = False
    """Only castings are made of it."""


ASSEMBLY_CODE = "Y00000"

GRADES = (
    Grade("none", ASSEMBLY_CODE, ""),
    Grade("carbon", "C45E", "S45C"),
    Grade("carbon", "C22E", "S20C"),
    Grade("carbon", "S275", "SS400"),
    Grade("carbon", "S355", "S355J2"),
    Grade("carbon", "A105", "ASTM A105"),
    Grade("carbon", "WCB0", "A216 WCB", cast=True),
    Grade("alloy", "4140", "SCM440"),
    Grade("alloy", "4340", "SNCM439"),
    Grade("alloy", "8620", "SNCM220"),
    Grade("alloy", "5115", "16MnCr5"),
    Grade("tool", "D2TS", "SKD11"),
    Grade("tool", "H13T", "SKD61"),
    Grade("stainless", "304A", "STS304"),
    Grade("stainless", "304L", "STS304L"),
    Grade("stainless", "316A", "STS316"),
    Grade("stainless", "316L", "STS316L"),
    Grade("stainless", "CF8M", "A351 CF8M", cast=True),
    Grade("stainless", "CF3M", "A351 CF3M", cast=True),
    Grade("martensitic", "410H", "STS410"),
    Grade("martensitic", "420J", "STS420J2"),
    Grade("martensitic", "440C", "STS440C"),
    Grade("martensitic", "174P", "17-4PH"),
    Grade("duplex", "2205", "Duplex S31803"),
    Grade("duplex", "2507", "Super Duplex S32750"),
    Grade("duplex", "CD4M", "A890 4A", cast=True),
    Grade("titanium", "TGR2", "Titanium Gr.2"),
    Grade("titanium", "TGR5", "Ti-6Al-4V"),
    Grade("nickel", "N625", "Inconel 625"),
    Grade("nickel", "N718", "Inconel 718"),
    Grade("nickel", "M400", "Monel 400"),
    Grade("nickel", "C276", "Hastelloy C-276"),
    Grade("aluminium", "6061", "AL6061-T6"),
    Grade("aluminium", "7075", "AL7075-T6"),
    Grade("aluminium", "AC4C", "AC4C-T6", cast=True),
    Grade("bronze", "CAC4", "CAC406"),
    Grade("bronze", "CAC7", "CAC703 Ni-Al Bronze"),
    Grade("bronze", "BRAS", "C3604 Brass"),
    Grade("iron", "G250", "GC250"),
    Grade("iron", "D450", "GCD450"),
    Grade("iron", "NRES", "Ni-Resist D2"),
    Grade("carbide", "WC10", "WC-Co 10%"),
    Grade("carbide", "WCN8", "WC-Ni 8%"),
    Grade("carbide", "SSIC", "Sintered SiC"),
    Grade("plastic", "PTFE", "PTFE"),
    Grade("plastic", "PEEK", "PEEK GF30"),
    Grade("plastic", "POMC", "POM-C"),
    Grade("plastic", "UHMW", "UHMW-PE"),
    Grade("rubber", "NBR7", "NBR 70"),
    Grade("rubber", "EPDM", "EPDM 80"),
    Grade("rubber", "FKM7", "FKM 75"),
    Grade("rubber", "FFKM", "FFKM"),
    Grade("spring", "SWPB", "SWP-B"),
    Grade("spring", "SUSW", "STS631J1-WPC"),
    Grade("spring", "ELGI", "Elgiloy"),
)

GROUPS = tuple(dict.fromkeys(grade.group for grade in GRADES))

HARDNESS = {
    "carbon": 1.0, "alloy": 1.15, "tool": 1.5, "stainless": 1.25, "martensitic": 1.35, "duplex": 1.6,
    "titanium": 1.9, "nickel": 2.2, "aluminium": 0.6, "bronze": 0.7, "iron": 0.85, "carbide": 2.6,
    "plastic": 0.5, "rubber": 0.5, "spring": 1.2, "none": 1.0,
}  # fmt: skip  # a table reads better than sixteen lines
"""How much longer cutting takes than in plain carbon steel."""

STEELS = ("carbon", "alloy", "tool")
CORROSION_PROOF = ("stainless", "martensitic", "duplex", "nickel", "titanium", "bronze")
