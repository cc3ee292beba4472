"""Work centres, the machines in them by size class, and the vendors for what is done outside."""

from dataclasses import dataclass
from functools import cached_property

_CENTRES = """
# centre | words                | size limits, mm | machines per size class | wait | move
SAW      | BAND SAW             | 120             | 3 2                     | 0    | 20
LASER    | FLAT BED LASER       | 800             | 2 1                     | 0    | 30
PLASMA   | PLASMA CUTTER        |                 | 2                       | 0    | 30
WJET     | WATERJET             |                 | 2                       | 0    | 30
PRESS    | PRESS                | 300             | 3 2                     | 0    | 20
SWISS    | SWISS LATHE          |                 | 5                       | 0    | 15
TURN     | CNC LATHE            | 80 220          | 6 6 3                   | 60   | 15
TMILL    | TURN-MILL CENTRE     | 70              | 4 3                     | 60   | 15
VTL      | VERTICAL LATHE       | 900             | 3 2                     | 120  | 30
MILL     | MACHINING CENTRE     | 160 450         | 5 5 3                   | 60   | 20
MILL5    | 5-AXIS CENTRE        | 250             | 3 2                     | 120  | 20
HBM      | HORIZONTAL BORING    | 900             | 2 2                     | 240  | 30
DRILL    | DRILLING             | 200             | 4 3                     | 0    | 15
GEAR     | GEAR CUTTING         | 150             | 3 3                     | 60   | 20
GGRIND   | GEAR GRINDER         | 200             | 2 1                     | 120  | 20
EDM      | EDM                  |                 | 4                       | 60   | 20
CGRIND   | CYLINDRICAL GRINDER  | 60 180          | 4 3 2                   | 60   | 20
IGRIND   | INTERNAL GRINDER     | 120             | 3 2                     | 60   | 20
SGRIND   | SURFACE GRINDER      | 300             | 3 2                     | 60   | 20
CLGRIND  | CENTRELESS GRINDER   |                 | 2                       | 0    | 20
DGRIND   | DIAMOND GRINDER      | 60              | 3 2                     | 60   | 20
FINE     | FINE FINISHING       | 100             | 4 3                     | 0    | 15
FURN     | FURNACE              | 200             | 3 2                     | 200  | 30
INDU     | INDUCTION            |                 | 2                       | 0    | 20
WELD     | WELDING BOOTH        | 600             | 6 4                     | 30   | 20
ROBOT    | WELDING ROBOT        |                 | 3                       | 30   | 20
CHEM     | CHEMICAL LINE        |                 | 2                       | 30   | 30
PAINT    | PAINT BOOTH          | 800             | 3 2                     | 200  | 30
BLAST    | BLASTING CABIN       | 500             | 2 1                     | 0    | 20
BENCH    | BENCH                |                 | 1                       | 0    | 10
CLEAN    | CLEANING LINE        | 300             | 2 1                     | 15   | 15
INSP     | INSPECTION           | 150 500         | 4 4 2                   | 30   | 15
CMM      | CMM                  | 500             | 2 1                     | 120  | 20
LAB      | LABORATORY           |                 | 2                       | 60   | 20
NDT      | NDT CELL             |                 | 3                       | 60   | 20
BAL      | BALANCING MACHINE    | 350             | 2 1                     | 30   | 20
TEST     | TEST RIG             | 150 400         | 4 3 2                   | 60   | 20
ASSY     | ASSEMBLY CELL        | 150 400         | 5 5 3                   | 60   | 20
STORE    | STORE                |                 | 2                       | 0    | 15
MARK     | MARKING STATION      |                 | 3                       | 0    | 10
PACK     | PACKING STATION      | 400             | 4 2                     | 0    | 15
DESK     | OFFICE               |                 | 1                       | 0    | 0
WAIT     | WAITING NO MACHINE   |                 | 1                       | 480  | 0
"""


@dataclass(frozen=True)
class Centre:
    """A work centre: a pool of like machines for each size class."""

    code: str
    words: str
    limits_mm: tuple[float, ...]
    machines: tuple[int, ...]
    wait_minutes: int
    move_minutes: int


@dataclass(frozen=True)
class Vendor:
    code: str
    name: str
    trade: str
    lead_days: int
    price_level: float


def _centre(row: str) -> Centre:
    code, words, limits, machines, wait, move = (cell.strip() for cell in row.split("|"))
    return Centre(
        code=code,
        words=words,
        limits_mm=tuple(map(float, limits.split())),
        machines=tuple(map(int, machines.split())),
        wait_minutes=int(wait),
        move_minutes=int(move),
    )


CENTRES = tuple(_centre(row) for row in _CENTRES.strip().splitlines() if not row.startswith("#"))
CENTRE_INDEX = {centre.code: place for place, centre in enumerate(CENTRES)}


@dataclass(frozen=True)
class Machines:
    """All machines in one list; pool(centre, size class) is a run of it."""

    centres: tuple[Centre, ...]

    @cached_property
    def pools(self) -> list[list[tuple[int, int]]]:
        """Per centre and size class: first machine and how many."""
        first, pools = 0, []
        for centre in self.centres:
            starts = [first + sum(centre.machines[:size]) for size in range(len(centre.machines))]
            pools.append(list(zip(starts, centre.machines, strict=True)))
            first += sum(centre.machines)
        return pools

    @cached_property
    def listed(self) -> list[tuple[Centre, str, str]]:
        """Centre, code and description of every machine."""
        return [
            (centre, f"{centre.code}-{'SML'[size] if centre.limits_mm else 'A'}{number:02d}",
             f"{centre.words} {'SML'[size] if centre.limits_mm else 'A'}-{number}")
            for centre in self.centres
            for size, count in enumerate(centre.machines)
            for number in range(1, count + 1)
        ]  # fmt: skip  # the two texts belong side by side


MACHINES = Machines(CENTRES)

VENDORS = (
    Vendor("V210", "DONGHAE FOUNDRY", "cast", 21, 1.0),
    Vendor("V211", "SAMJIN METAL", "cast", 28, 0.9),
    Vendor("V212", "PRECICAST CO", "wax", 35, 1.0),
    Vendor("V213", "ALPHA INVESTMENT CASTING", "wax", 30, 1.1),
    Vendor("V220", "TAEYANG FORGE", "forge", 18, 1.0),
    Vendor("V221", "HANKOOK RING MILL", "forge", 25, 0.92),
    Vendor("V230", "DAEHAN HEAT TREATMENT", "heat", 5, 1.0),
    Vendor("V231", "VACUTEC", "heat", 7, 1.15),
    Vendor("V232", "SUNGWOO THERMAL", "heat", 4, 0.95),
    Vendor("V240", "KUMHO PLATING", "plate", 6, 1.0),
    Vendor("V241", "DAIL CHROME", "plate", 8, 1.05),
    Vendor("V242", "CLEAN SURFACE TECH", "plate", 5, 1.1),
    Vendor("V250", "POWERSPRAY", "spray", 9, 1.0),
    Vendor("V251", "SUPERFICIAL ENGINEERING", "spray", 12, 0.93),
    Vendor("V260", "SAMHWA GALVANISING", "zinc", 7, 1.0),
    Vendor("V265", "HYUNIL RUBBER LINING", "line", 14, 1.0),
    Vendor("V270", "DAEYOUNG SPRING", "coil", 12, 1.0),
    Vendor("V271", "SEJIN SPRING", "coil", 15, 0.9),
    Vendor("V280", "PACIFIC RUBBER", "mould", 16, 1.0),
    Vendor("V281", "SEALMAX", "mould", 20, 0.88),
    Vendor("V282", "DONGSUNG PLASTICS", "mould", 14, 1.05),
    Vendor("V290", "HARDMETAL KOREA", "sinter", 28, 1.0),
    Vendor("V291", "CARBITEC", "sinter", 35, 0.95),
    Vendor("V295", "KOREA NDT", "ndt", 3, 1.0),
    Vendor("V296", "GLOBAL INSPECTION", "ndt", 4, 1.1),
    Vendor("V300", "SEOUL LASER", "sheet", 4, 1.0),
    Vendor("V301", "HANMAEUM METAL", "sheet", 5, 0.94),
)

TRADES = tuple(dict.fromkeys(vendor.trade for vendor in VENDORS))
