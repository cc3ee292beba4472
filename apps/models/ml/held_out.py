"""What a version predicted for each item that it was judged on, kept with it so that two versions can be compared.

`held_out.json`: {"of": items judged, "operations": [name], "items": [[code, part class, confidence,
[place of each true operation], [place of each predicted one]]]}, in the order of judgement.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.models.ml import artifact

LARGEST = 2_000_000
"""Bytes. 2,200 items with 10 steps take 0.2 MB; only a plant of very long routings is thinned out."""


@dataclass(frozen=True)
class Outcome:
    """One held-out item: how it is made, how the version would have made it, and how sure it was (0 to 1)."""

    code: str
    part_class: str
    confidence: float
    true: tuple[str, ...]
    predicted: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.true == self.predicted


def encode(rows: list[list[Any]], operations: tuple[str, ...]) -> bytes:
    """All rows of :func:`evaluation.outcome_rows` as JSON, or evenly spaced ones where that would exceed LARGEST."""
    step = 1
    while len(text := _encoded(rows[::step], operations, of=len(rows))) > LARGEST and step < len(rows):
        step *= 2
    return text


def _encoded(rows: list[list[Any]], operations: tuple[str, ...], *, of: int) -> bytes:
    content = {"of": of, "operations": operations, "items": rows}
    return json.dumps(content, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def outcomes(folder: Path) -> list[Outcome] | None:
    """Those of a stored version; None where it was trained before they were kept.

    Only this file is read, and only once it is what training wrote. Raises DamagedArtifact.
    """
    content = artifact.held_out_bytes(folder)
    if content is None:
        return None
    try:
        kept = json.loads(content)
        name = kept["operations"]
        return [
            Outcome(code, part_class, confidence, tuple(name[o] for o in true), tuple(name[o] for o in predicted))
            for code, part_class, confidence, true, predicted in kept["items"]
        ]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise artifact.DamagedArtifact(f"{artifact.HELD_OUT} in {folder} holds no outcomes: {error}.") from error
