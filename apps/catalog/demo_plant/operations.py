"""The plant's operations: where they are done, how their times grow, and which of them vendors do."""

import math
from dataclasses import dataclass

from .machines import CENTRE_INDEX, TRADES

_TABLE = """
# name                        | code | centre  | set-up, run: minutes at 100 mm | growth with size | marks
MATERIAL CERTIFICATE CHECK    | A010 | DESK    |  4  5.0 | 0.0 | i
SAW CUTTING                   | A110 | SAW     | 12  4.5 | 0.9 | c b
TUBE CUTTING                  | A120 | SAW     | 14  4.0 | 0.7 | c b
FORGING                       | A210 |         |         |     | out:forge price:90
SAND CASTING                  | A220 |         |         |     | out:cast price:70
INVESTMENT CASTING            | A230 |         |         |     | out:wax price:110
FETTLING                      | A240 | BENCH   |  8 14.0 | 0.8 |
PLASMA CUTTING                | A310 | PLASMA  | 20  6.0 | 0.8 |
LASER CUTTING                 | A320 | LASER   | 15  3.5 | 0.7 | out:sheet>1500 price:12
WATERJET CUTTING              | A330 | WJET    | 18  9.0 | 0.8 | c
SHEARING                      | A340 | PRESS   | 10  1.5 | 0.4 |
PUNCHING                      | A350 | PRESS   | 25  2.0 | 0.4 |
BENDING                       | A360 | PRESS   | 20  3.0 | 0.4 |
ROLLING                       | A370 | PRESS   | 25  6.0 | 0.5 |
PIPE BENDING                  | A380 | PRESS   | 30  5.0 | 0.5 |
PRESS STAMPING                | A390 |         |         |     | out:coil price:3
INSERT PRESSING               | A395 | PRESS   |  8  1.8 | 0.2 |
EDGE PREPARATION              | A410 | BENCH   | 10  7.0 | 0.7 | c
FACING AND CENTERING          | B010 | TURN    | 20  4.0 | 0.5 | c
ROUGH TURNING                 | B110 | TURN    | 30 16.0 | 1.1 | c
SWISS TURNING                 | B120 | SWISS   | 75  5.0 | 0.6 | c b
CNC TURNING 1ST SIDE          | B130 | TURN    | 35 14.0 | 0.9 | c
CNC TURNING 2ND SIDE          | B140 | TURN    | 28 10.0 | 0.8 | c
COMPLETE TURN-MILLING         | B150 | TMILL   | 70 24.0 | 0.9 | c
VERTICAL TURNING              | B160 | VTL     | 60 22.0 | 1.0 | c
FINISH TURNING                | B170 | TURN    | 30  9.0 | 0.8 | c
RAISED FACE TURNING           | B175 | TURN    | 20  5.0 | 0.6 | c
POLYGON TURNING               | B180 | TURN    | 25  3.0 | 0.4 | c
SPLIT CUTTING                 | B190 | BENCH   |  5  1.5 | 0.3 |
BORE FINISHING                | B195 | TURN    | 25  8.0 | 0.6 | c
THREAD CUTTING                | B210 | TURN    | 18  6.0 | 0.6 | c
THREAD ROLLING                | B220 | PRESS   | 30  1.2 | 0.3 |
DEEP HOLE DRILLING            | B310 | DRILL   | 40 18.0 | 1.0 | c
ROUGH MILLING                 | C110 | MILL    | 40 20.0 | 1.0 | c
CNC MILLING                   | C120 | MILL    | 38 13.0 | 0.7 | c
CNC MILLING 1ST FACE          | C130 | MILL    | 45 16.0 | 0.8 | c
CNC MILLING 2ND FACE          | C140 | MILL    | 35 12.0 | 0.8 | c
5-AXIS MILLING                | C150 | MILL5   | 90 45.0 | 1.1 | c
SLOT MILLING                  | C160 | MILL    | 30 11.0 | 0.7 | c
HORIZONTAL BORING             | C210 | HBM     | 90 35.0 | 0.8 | c
JIG BORING                    | C220 | HBM     | 60 20.0 | 0.6 | c
KEYWAY MILLING                | C310 | MILL    | 25  8.0 | 0.4 | c
KEYWAY BROACHING              | C320 | PRESS   | 18  3.0 | 0.3 | c
WIRE CUTTING                  | C330 | EDM     | 30 30.0 | 0.7 |
SPARK EROSION                 | C340 | EDM     | 45 40.0 | 0.6 |
DRILLING AND TAPPING          | C410 | DRILL   | 20  9.0 | 0.5 | c
BOLT HOLE DRILLING            | C420 | DRILL   | 18  7.0 | 0.7 | c
LAYOUT MARKING                | C510 | BENCH   | 10 12.0 | 0.6 |
GEAR HOBBING                  | D110 | GEAR    | 55 22.0 | 1.0 | c
GEAR SHAPING                  | D120 | GEAR    | 60 30.0 | 1.0 | c
BEVEL GEAR CUTTING            | D130 | GEAR    | 90 35.0 | 0.9 | c
SPLINE HOBBING                | D140 | GEAR    | 50 18.0 | 0.7 | c
TOOTH CHAMFERING              | D150 | GEAR    | 15  4.0 | 0.5 |
GEAR GRINDING                 | D210 | GGRIND  | 80 32.0 | 1.0 | c
TOOTH INSPECTION              | D310 | CMM     | 20 12.0 | 0.3 | i
STRESS RELIEF                 | E110 | FURN    | 25 18.0 | 0.6 | b
SOLUTION ANNEALING            | E120 |         |         |     | out:heat price:15
ANNEALING                     | E130 | FURN    | 20 15.0 | 0.5 | b
QUENCH AND TEMPER             | E140 | FURN    | 35 25.0 | 0.7 | b out:heat>300 price:16
QUENCH HARDENING              | E150 | FURN    | 30 20.0 | 0.7 | b out:heat>260 price:14
VACUUM HARDENING              | E160 |         |         |     | out:heat price:28
CARBURISING                   | E170 |         |         |     | out:heat price:24
INDUCTION HARDENING           | E180 | INDU    | 35  4.0 | 0.6 | out:heat>250 price:18
GAS NITRIDING                 | E190 |         |         |     | out:heat price:30
SUB-ZERO TREATMENT            | E210 | FURN    | 20 10.0 | 0.3 | b
COOLING WAIT                  | E310 | WAIT    |  0  0.0 | 0.0 |
SETTLING WAIT                 | E320 | WAIT    |  0  0.0 | 0.0 |
STRAIGHTENING                 | E410 | PRESS   | 10  7.0 | 0.5 |
HARDNESS CHECK                | E510 | LAB     |  6  3.0 | 0.1 | i
CENTRE LAPPING                | F010 | FINE    |  8  4.0 | 0.2 |
CYLINDRICAL GRINDING          | F110 | CGRIND  | 40 16.0 | 0.9 | c
CENTRELESS GRINDING           | F120 | CLGRIND | 45  3.0 | 0.5 | c
INTERNAL GRINDING             | F130 | IGRIND  | 40 18.0 | 0.8 | c
SURFACE GRINDING              | F140 | SGRIND  | 22 10.0 | 0.9 | c
DIAMOND GRINDING              | F150 | DGRIND  | 45 28.0 | 0.9 |
HONING                        | F160 | FINE    | 30 11.0 | 0.6 | c
LAPPING                       | F170 | FINE    | 15 18.0 | 0.7 |
POLISHING                     | F180 | FINE    | 12 14.0 | 0.7 |
SUPERFINISHING                | F190 | FINE    | 25  9.0 | 0.5 |
BALL GRINDING                 | F210 | CGRIND  | 50 30.0 | 1.0 | c
BALL LAPPING                  | F220 | FINE    | 20 25.0 | 0.8 |
SEAT LAPPING                  | F230 | FINE    | 12 16.0 | 0.6 |
SPRING END GRINDING           | F240 | SGRIND  | 20  1.2 | 0.4 |
THERMAL DEBURRING             | F310 | FURN    | 20  2.5 | 0.2 | b
BRUSHING                      | F320 | FINE    | 10  6.0 | 0.8 |
FLOW PASSAGE DRESSING         | F330 | BENCH   | 10 25.0 | 0.9 |
HARD CHROME PLATING           | G110 |         |         |     | out:plate price:22
ELECTROLESS NICKEL PLATING    | G120 |         |         |     | out:plate price:16
ZINC PLATING                  | G130 |         |         |     | out:plate price:4
HOT-DIP GALVANISING           | G140 |         |         |     | out:zinc price:10
PHOSPHATING                   | G150 | CHEM    | 20  2.0 | 0.3 | b
BLACKENING                    | G160 | CHEM    | 18  2.0 | 0.3 | b
ANODISING                     | G170 |         |         |     | out:plate price:6
HARD ANODISING                | G180 |         |         |     | out:plate price:12
PASSIVATION                   | G210 | CHEM    | 22  2.5 | 0.3 | b
PICKLING                      | G220 | CHEM    | 25  6.0 | 0.6 | b
ELECTROPOLISHING              | G230 |         |         |     | out:plate price:18
ETCHING                       | G240 | CHEM    | 30  5.0 | 0.3 |
HVOF COATING                  | G310 |         |         |     | out:spray price:45
STELLITE OVERLAY              | G320 | WELD    | 45 32.0 | 0.9 | out:spray>450 price:80
RUBBER LINING                 | G330 |         |         |     | out:line price:35
SHOT PEENING                  | G340 | BLAST   | 20  3.0 | 0.5 | b
SHOT BLASTING                 | G410 | BLAST   | 12  8.0 | 0.7 |
DEGREASING                    | G420 | CLEAN   | 10  3.0 | 0.4 | b
MASKING                       | G430 | BENCH   |  8  7.0 | 0.5 |
PRIMER PAINTING               | G440 | PAINT   | 20 10.0 | 0.8 |
TOP COAT PAINTING             | G450 | PAINT   | 22 11.0 | 0.8 |
POWDER COATING                | G460 |         |         |     | out:sheet price:7
PAINT CURING WAIT             | G470 | WAIT    |  0  0.0 | 0.0 |
PAINT THICKNESS CHECK         | G480 | INSP    |  5  4.0 | 0.2 | i
FIT-UP AND TACKING            | H110 | WELD    | 30 20.0 | 0.7 |
MIG WELDING                   | H120 | WELD    | 25 35.0 | 0.9 |
TIG WELDING                   | H130 | WELD    | 25 28.0 | 0.8 |
ROBOT WELDING                 | H140 | ROBOT   | 60 14.0 | 0.8 |
ORBITAL WELDING               | H150 | WELD    | 40 12.0 | 0.6 |
WELD DRESSING                 | H210 | BENCH   |  8 12.0 | 0.7 |
FRAME STRAIGHTENING           | H220 | PRESS   | 15 20.0 | 0.4 |
FIT-UP INSPECTION             | H310 | INSP    |  8  8.0 | 0.4 | i
WELD INSPECTION               | H320 | NDT     | 10 10.0 | 0.5 | i
POWDER PRESSING               | J110 |         |         |     | out:sinter price:18
SINTERING                     | J120 |         |         |     | out:sinter price:26
RUBBER MOULDING               | J210 |         |         |     | out:mould price:4
INJECTION MOULDING            | J220 |         |         |     | out:mould price:2
POST CURING                   | J230 | FURN    | 15  4.0 | 0.2 | b
FLASH TRIMMING                | J240 | BENCH   |  5  2.0 | 0.5 |
CRYOGENIC DEFLASHING          | J250 | CLEAN   | 20  0.6 | 0.2 | b
DIE CUTTING                   | J260 | PRESS   | 20  1.0 | 0.3 |
SPRING COILING                | J310 |         |         |     | out:coil price:5
PRESETTING                    | J320 | PRESS   | 10  1.0 | 0.2 |
DEBURRING                     | K110 | BENCH   |  6  6.0 | 0.6 | c
VIBRATORY FINISHING           | K120 | CLEAN   | 12  1.5 | 0.2 | b
WASHING                       | K210 | CLEAN   |  8  1.8 | 0.3 | b
ULTRASONIC CLEANING           | K220 | CLEAN   | 10  3.0 | 0.3 | b
OXYGEN CLEANING               | K230 | CLEAN   | 25 12.0 | 0.5 |
DRYING                        | K240 | FURN    | 10  8.0 | 0.3 | b
INCOMING INSPECTION           | Q110 | INSP    |  6  4.0 | 0.3 | i
IN-PROCESS INSPECTION         | Q120 | INSP    |  8  5.0 | 0.4 | i
FINAL INSPECTION              | Q130 | INSP    | 10  7.0 | 0.4 | i
FIRST ARTICLE CHECK           | Q140 | INSP    | 20  2.0 | 0.3 | i
CMM INSPECTION                | Q150 | CMM     | 25 16.0 | 0.5 | i
RUNOUT CHECK                  | Q160 | INSP    |  8  4.0 | 0.3 | i
FLATNESS CHECK                | Q170 | INSP    |  6  4.0 | 0.2 | i
BORE EDGE CHECK               | Q180 | LAB     |  8  6.0 | 0.1 | i
CALIBRATION                   | Q190 | LAB     | 15 20.0 | 0.0 | i
PENETRANT TEST                | Q210 | NDT     | 15  9.0 | 0.6 | i
MAGNETIC PARTICLE TEST        | Q220 | NDT     | 15  8.0 | 0.6 | i
ULTRASONIC TEST               | Q230 | NDT     | 20 12.0 | 0.7 | i
RADIOGRAPHIC TEST             | Q240 |         |         |     | out:ndt price:25
PMI TEST                      | Q250 | LAB     |  5  2.5 | 0.0 | i
FUNCTION TEST                 | R010 | TEST    | 10  8.0 | 0.2 | i
STATIC BALANCING              | R110 | BAL     | 15 10.0 | 0.5 |
DYNAMIC BALANCING             | R120 | BAL     | 30 18.0 | 0.6 |
OVERSPEED TEST                | R130 | TEST    | 40 15.0 | 0.4 | i
HYDROSTATIC TEST              | R210 | TEST    | 25 18.0 | 0.5 | i
AIR LEAK TEST                 | R220 | TEST    | 12  6.0 | 0.4 | i
HELIUM LEAK TEST              | R230 | TEST    | 30 25.0 | 0.4 | i
SEAT LEAK TEST                | R240 | TEST    | 12 10.0 | 0.4 | i
CRYOGENIC TEST                | R250 | TEST    | 90 80.0 | 0.4 | i
LOAD TEST                     | R310 | TEST    | 15  6.0 | 0.3 | i
RUN-IN TEST                   | R410 | TEST    | 35 45.0 | 0.3 | i
PERFORMANCE TEST              | R420 | TEST    | 60 90.0 | 0.4 | i
VIBRATION TEST                | R430 | TEST    | 20 20.0 | 0.2 | i
WITNESS TEST                  | R440 | TEST    | 45 60.0 | 0.2 | i
KITTING                       | S110 | STORE   | 10  9.0 | 0.3 |
PRE-CLEANING OF PARTS         | S120 | CLEAN   | 12 10.0 | 0.4 |
BEARING PRESS FIT             | S210 | ASSY    | 12  9.0 | 0.5 |
SHRINK FITTING                | S220 | ASSY    | 30 18.0 | 0.6 |
WEAR RING FITTING             | S230 | ASSY    | 15 12.0 | 0.5 |
ROTOR ASSEMBLY                | S240 | ASSY    | 35 50.0 | 0.7 |
PUMP ASSEMBLY                 | S310 | ASSY    | 40 75.0 | 0.7 |
VALVE ASSEMBLY                | S320 | ASSY    | 25 35.0 | 0.7 |
GEARBOX ASSEMBLY              | S330 | ASSY    | 40 80.0 | 0.7 |
SUBASSEMBLY                   | S340 | ASSY    | 20 25.0 | 0.6 |
SEAL INSTALLATION             | S350 | ASSY    | 12 18.0 | 0.4 |
PACKING GLAND FITTING         | S360 | ASSY    |  8 10.0 | 0.4 |
PLUG FITTING                  | S370 | ASSY    |  8  6.0 | 0.2 |
MOTOR MOUNTING                | S410 | ASSY    | 20 25.0 | 0.5 |
BASE FRAME MOUNTING           | S420 | ASSY    | 25 30.0 | 0.5 |
COUPLING ALIGNMENT            | S430 | ASSY    | 20 28.0 | 0.3 |
ACTUATOR MOUNTING             | S440 | ASSY    | 18 20.0 | 0.4 |
WIRING                        | S450 | ASSY    | 20 40.0 | 0.2 |
STROKE ADJUSTMENT             | S460 | TEST    | 10 15.0 | 0.2 |
SET PRESSURE ADJUSTMENT       | S470 | TEST    | 15 18.0 | 0.2 |
TORQUE TIGHTENING             | S480 | ASSY    |  8 10.0 | 0.4 |
GREASING                      | S510 | ASSY    |  5  3.0 | 0.3 |
OIL FILLING                   | S520 | ASSY    |  5  6.0 | 0.4 |
DRAINING AND DRYING           | S530 | TEST    | 10 12.0 | 0.4 |
NAMEPLATE FITTING             | T110 | BENCH   |  4  3.0 | 0.0 |
LASER MARKING                 | T120 | MARK    |  6  1.2 | 0.1 | b
LABELLING                     | T130 | PACK    |  4  1.0 | 0.1 |
PRESERVATION OILING           | T210 | PACK    |  5  1.5 | 0.4 | b
VCI WRAPPING                  | T220 | PACK    |  5  2.2 | 0.4 |
END CAPPING                   | T230 | PACK    |  4  1.5 | 0.2 |
COUNTING AND BAGGING          | T310 | PACK    |  5  0.6 | 0.1 | b
DOCUMENT REVIEW               | T410 | DESK    |  5 12.0 | 0.0 | i
PACKING                       | T510 | PACK    |  8  4.0 | 0.6 |
CRATING                       | T520 | PACK    | 20 30.0 | 0.5 |
"""


@dataclass(frozen=True)
class Operation:
    name: str
    code: str
    centre: int
    """Place in CENTRES, -1 where it is always done outside."""
    setup_minutes: float
    run_minutes: float
    """Per piece of 100 mm in carbon steel."""
    growth: float
    """run minutes ~ size ** growth."""
    cutting: bool
    batch: bool
    inspection: bool
    trade: int
    """Place in TRADES of the vendors who can do it, -1 for none."""
    own_up_to_mm: float
    """Larger parts go outside."""
    price: float
    """Thousand won per piece of 100 mm."""


def _operation(row: str) -> Operation:
    name, code, centre, times, growth, marks = (cell.strip() for cell in row.split("|"))
    setup, run = (float(time) for time in times.split()) if times else (0.0, 0.0)
    said = dict(mark.partition(":")[::2] for mark in marks.split())
    trade, _, limit = said.get("out", "").partition(">")
    return Operation(
        name=name,
        code=code,
        centre=CENTRE_INDEX[centre] if centre else -1,
        setup_minutes=setup,
        run_minutes=run,
        growth=float(growth or 0),
        cutting="c" in said,
        batch="b" in said,
        inspection="i" in said,
        trade=TRADES.index(trade) if trade else -1,
        own_up_to_mm=float(limit) if limit else (0.0 if trade else math.inf),
        price=float(said.get("price", 0)),
    )


OPERATIONS = tuple(_operation(row) for row in _TABLE.strip().splitlines() if not row.startswith("#"))
OPERATION_INDEX = {operation.name: place for place, operation in enumerate(OPERATIONS)}
