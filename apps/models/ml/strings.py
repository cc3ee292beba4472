"""A long list of texts in two arrays, so that processes can share it and nothing is parsed at loading."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Strings:
    """Text i is the UTF-8 of `data[ptr[i]:ptr[i + 1]]`."""

    data: NDArray[np.uint8]
    ptr: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def __getitem__(self, i: int) -> str:
        return self.data[self.ptr[i] : self.ptr[i + 1]].tobytes().decode()


def strings(texts: Iterable[str]) -> Strings:
    # Half a surrogate pair has no UTF-8; "?" stands for it rather than an error at the end of a training.
    encoded = [text.encode("utf-8", "replace") for text in texts]
    ptr = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(e) for e in encoded], out=ptr[1:])
    return Strings(np.frombuffer(b"".join(encoded), np.uint8), ptr)
