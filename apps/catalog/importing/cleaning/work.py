"""Rows that tell who does something: routing steps, work results, purchase orders."""

from collections import Counter
from collections.abc import Sequence
from hashlib import md5

from apps.catalog.importing.cleaning.cells import NULL
from apps.catalog.importing.cleaning.rows import Cleaned, Faults, RowCleaner
from apps.catalog.importing.source import Chunk

TRUE, FALSE = "True", "False"
CODED = {
    "operation": ("operation_key", "operation", "operation_name", ""),
    "resource": ("resource_key", "resource", "resource_name", "work_centre"),
    "vendor": ("vendor_key", "vendor", "vendor_name", ""),
}
"""What is coded: the fields of its key, its code, its name and its work centre."""

Code = tuple[str, str, str, str, str]  # what, key, code, name, work centre; COPY's texts


class WorkCleaner(RowCleaner):
    key_fields: Sequence[str] = ("item_key", "routing_code")

    def derive(self, chunk: Chunk, columns: dict[str, Sequence[str]], faults: Faults) -> None:
        if "work_centre" in columns:
            _centres_serve_as_resources(columns)
        if "outsourced" in columns:
            self._vendors_outside_only(columns)

    def _vendors_outside_only(self, columns: dict[str, Sequence[str]]) -> None:
        """Where no column says which operations are outsourced, those with a vendor are."""
        vendors = columns["vendor_key"]
        if "outsourced" in self.columns.positions:
            outside = [TRUE if flag == TRUE else FALSE for flag in columns["outsourced"]]
        else:
            outside = [FALSE if vendor == NULL else TRUE for vendor in vendors]
        columns["outsourced"] = outside
        pairs = zip(outside, vendors, strict=True)
        columns["vendor_key"] = [vendor if flag == TRUE else NULL for flag, vendor in pairs]


class ReportCleaner(WorkCleaner):
    """Rows without a key: a report is known by all that it says."""

    key_fields = ()

    def derive(self, chunk: Chunk, columns: dict[str, Sequence[str]], faults: Faults) -> None:
        super().derive(chunk, columns, faults)
        rows = zip(*(columns[each.name] for each in self.form.record.staged), strict=True)
        columns["said"] = [md5("\t".join(row).encode(), usedforsecurity=False).hexdigest() for row in rows]


def _centres_serve_as_resources(columns: dict[str, Sequence[str]]) -> None:
    """Where only the work centre is given. The other way round a merge decides, since another row may tell more."""
    columns["resource"] = _first_given(columns["resource"], columns["work_centre"])
    columns["resource_key"] = _first_given(columns["resource_key"], columns["work_centre_key"])


def _first_given(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return [other if one == NULL else one for one, other in zip(first, second, strict=True)]


def count_codes(cleaned: Cleaned) -> Counter[Code]:
    """How often each code is written in which way."""
    codes: Counter[Code] = Counter()
    for what, fields in CODED.items():
        if fields[0] not in cleaned.columns:
            continue
        nothing = [NULL] * cleaned.count
        spelled = Counter(zip(*(cleaned.columns.get(name, nothing) for name in fields), strict=True))
        codes.update({(what, *code): uses for code, uses in spelled.items() if code[0] != NULL})
    return codes
