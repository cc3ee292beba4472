"""The same plant without the dirt: items, routings, results, and the answer to the work queue."""

import numpy as np

from .arrays import Floats, Ints, Texts, texts
from .blocks import Column, decimal, listed, looked_up, quoted, same, whole
from .erp_items import GROUP_OF_TYPE, class_codes, material_codes
from .erp_routings import JOB_CODES, JOB_NAMES, MACHINE_CODES, VENDOR_CODES, VENDOR_NAMES, routing_days
from .families import PART_TYPES
from .lines import LINES
from .machines import CENTRES
from .materials import GRADES
from .plant import EARLIEST, Plant, dates
from .standards import CENTRE

CENTRE_CODES = texts([*(centre.code for centre in CENTRES), ""])
NO_YES = texts(["no", "yes"])


def generic_items(plant: Plant) -> dict[str, Column]:
    items, wording, designs = plant.items, plant.wording, plant.ways.designs
    part_type = designs.part_type[items.design]
    return {
        "item_code": listed(items.code),
        "name": listed(quoted(wording.name)),
        "part_type": listed(texts(PART_TYPES)[part_type]),
        "spec": listed(quoted(wording.spec)),
        "model": listed(wording.model),
        "material": listed(material_codes(plant)),
        "material_name": listed(quoted(texts(grade.words for grade in GRADES)[items.grade])),
        "item_group": listed(GROUP_OF_TYPE[part_type]),
        "plant_class": listed(class_codes(plant)),
        "product_line": listed(texts(line.code for line in LINES)[designs.line[items.design]]),
        "drawing": listed(wording.drawing),
        "outer_diameter_mm": listed(_size(wording.outer_mm)),
        "bore_mm": listed(_size(wording.bore_mm)),
        "length_mm": listed(_size(wording.length_mm)),
        "raw_stock": listed(wording.stock),
        "created_on": looked_up(dates(), items.day - EARLIEST),
    }


def _size(millimetres: Floats) -> Texts:
    return texts("" if size != size else repr(size) for size in millimetres.tolist())  # NaN is no size


def generic_routings(plant: Plant, numbers: Texts) -> dict[str, Column]:
    step, routing, sequence = plant.rows
    return {
        "item_code": looked_up(plant.items.code, plant.routings.item[routing]),
        "routing_code": looked_up(numbers, routing),
        "is_main": looked_up(NO_YES, plant.routings.main[routing].astype(np.int64)),
        "sequence": whole(sequence),
        **_made_by(plant, step),
        "vendor_name": looked_up(VENDOR_NAMES, plant.standards.vendor[step]),
        "setup_time": decimal(plant.standards.setup_minutes[step]),
        "run_time": decimal(plant.standards.run_minutes[step]),
        "time_unit": same("minutes"),
        "quantity": whole(plant.standards.run_quantity[step]),
        "lead_time_days": whole(plant.standards.lead_days[step]),
        "price": whole(plant.standards.price[step]),
        "created_on": looked_up(dates(), routing_days(plant)[routing]),
    }


def _made_by(plant: Plant, step: Ints) -> dict[str, Column]:
    operation, outside = plant.ways.operation[step], plant.standards.outside[step]
    return {
        "operation": looked_up(JOB_CODES, operation),
        "operation_name": looked_up(JOB_NAMES, operation),
        "work_centre": looked_up(CENTRE_CODES, np.where(outside, -1, CENTRE[operation])),
        "resource": looked_up(MACHINE_CODES, plant.standards.machine[step]),
        "outsourced": looked_up(NO_YES, outside.astype(np.int64)),
        "vendor": looked_up(VENDOR_CODES, plant.standards.vendor[step]),
    }


def generic_results(plant: Plant, numbers: Texts) -> dict[str, Column]:
    results = plant.results
    first = plant.ways.first[plant.routings.way[results.routing]]
    return {
        "item_code": looked_up(plant.items.code, plant.routings.item[results.routing]),
        "routing_code": looked_up(numbers, results.routing),
        "sequence": whole(10 * (results.step - first + 1)),
        "operation": looked_up(JOB_CODES, plant.ways.operation[results.step]),
        "quantity": whole(results.quantity),
        "bad_quantity": whole(results.bad_quantity),
        "setup_time": decimal(results.setup_hours),
        "run_time": decimal(results.run_hours),
        "time_unit": same("hours"),
        "resource": looked_up(MACHINE_CODES, results.machine),
        "reported_on": looked_up(dates(), results.day - EARLIEST),
    }


def truth(plant: Plant) -> dict[str, Column]:
    """How the unrouted items are really made; times in minutes, the run's per piece."""
    step, item, sequence = plant.truth
    standards = plant.standards
    return {
        "item_code": looked_up(plant.items.code, item),
        "sequence": whole(sequence),
        "operation": looked_up(JOB_CODES, plant.ways.operation[step]),
        "resource": looked_up(MACHINE_CODES, standards.machine[step]),
        "vendor": looked_up(VENDOR_CODES, standards.vendor[step]),
        "setup_minutes": decimal(standards.setup_minutes[step]),
        "run_minutes": decimal((standards.run_minutes[step] / standards.run_quantity[step]).round(4)),
    }
