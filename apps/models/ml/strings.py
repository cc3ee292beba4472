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
        return self._bytes(i).decode()

    def _bytes(self, i: int) -> bytes:
        return self.data[self.ptr[i] : self.ptr[i + 1]].tobytes()

    def find(self, text: str) -> int:
        """Position of a text among texts in ascending order of their bytes, -1 where it is not there."""
        wanted, low, high = text.encode("utf-8", "replace"), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._bytes(middle) < wanted else (low, middle)
        return low if low < len(self) and self._bytes(low) == wanted else -1


def strings(texts: Iterable[str]) -> Strings:
    # Half a surrogate pair has no UTF-8; "?" stands for it rather than an error at the end of a training.
    encoded = [text.encode("utf-8", "replace") for text in texts]
    ptr = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(e) for e in encoded], out=ptr[1:])
    return Strings(np.frombuffer(b"".join(encoded), np.uint8), ptr)
