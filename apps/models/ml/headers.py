"""Checks of the headers of .npy files before NumPy reads them; those of graphs stand in :mod:`graph_file`."""

import ast
import math
from pathlib import Path

import numpy as np

_DTYPES = {"<f4", "<f8", "<i4", "<i8", "<u2", "|u1", "|b1"}
_LARGEST_HEADER = 1000


class Damage(Exception):
    """What is wrong with a header, as the end of a sentence."""


def check_npy(path: Path) -> None:
    """Raises Damage unless the header describes exactly the bytes that follow, as plain numbers."""
    with path.open("rb") as file:
        start = file.read(10)
        if len(start) < 10 or start[:6] != b"\x93NUMPY" or start[6:8] != b"\x01\x00":
            raise Damage("it is not a NumPy file of version 1.0")
        length = int.from_bytes(start[8:10], "little")
        if length > _LARGEST_HEADER:
            raise Damage("it is too long")
        header = file.read(length)
    try:
        described = ast.literal_eval(header.decode("ascii"))
        dtype, shape = described["descr"], described["shape"]
        plain = set(described) == {"descr", "fortran_order", "shape"} and described["fortran_order"] is False
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError) as error:
        raise Damage("it cannot be parsed") from error
    if not plain or not isinstance(dtype, str) or dtype not in _DTYPES:
        raise Damage(f"it has the type {dtype!r}")
    if not isinstance(shape, tuple) or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise Damage(f"it has the shape {shape!r}")
    if math.prod(shape) * np.dtype(dtype).itemsize + 10 + length != path.stat().st_size:
        raise Damage(f"its shape {shape} does not fit the size of the file")
