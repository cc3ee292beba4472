"""In which encoding a file is written. The whole file is looked through before anything else happens."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from apps.catalog.errors import Refusal

BLOCK = 1 << 20
UTF8 = "utf-8-sig"  # with or without a byte order mark
CP949 = "cp949"


@dataclass(frozen=True)
class Undecodable(Exception):
    """The first byte that the encoding does not know, counted from 0."""

    offset: int
    byte: int
    looks_like_it: bool
    """Whether the text around it is written in this encoding otherwise."""


def open_bytes(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))  # one in all but its type
    return path.open("rb")


def find_encoding(path: Path) -> str:
    """Raises Refusal with the file and the byte that no encoding explains, or where the file is damaged."""
    try:
        return _find_encoding(path)
    except (gzip.BadGzipFile, zlib.error) as broken:
        raise Refusal(
            _("%(file)s is not a sound gzip file (%(why)s). Copy it again.") % {"file": path.name, "why": broken}
        ) from broken
    except EOFError as truncated:
        raise Refusal(
            _("%(file)s ends in the middle: the gzip file was cut off. Copy it again.") % {"file": path.name}
        ) from truncated
    except OSError as unreadable:
        raise Refusal(
            _("%(file)s cannot be read: %(why)s.") % {"file": path.name, "why": unreadable.strerror or unreadable}
        ) from unreadable


def _find_encoding(path: Path) -> str:
    with open_bytes(path) as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _must_be("utf-16", path)
        return "utf-16"
    if b"\0" in start:
        raise Refusal(
            _("%(file)s is no text: it has zero bytes at its beginning. Save it as CSV in UTF-8.") % {"file": path.name}
        )
    if start.startswith(codecs.BOM_UTF8):
        _must_be("utf-8", path)
        return UTF8
    return _utf8_or_cp949(path)


def _must_be(encoding: str, path: Path) -> None:
    """The file says itself what it is."""
    wrong = first_undecodable(path, encoding)
    if wrong:
        raise _undecodable(path, wrong)


def _utf8_or_cp949(path: Path) -> str:
    not_utf8 = first_undecodable(path, "utf-8")
    if not_utf8 is None:
        return UTF8
    if not_utf8.looks_like_it:  # one broken byte among good ones; as CP949 the rest would be read as nonsense
        raise _undecodable(path, not_utf8)
    not_cp949 = first_undecodable(path, CP949)
    if not_cp949 is None:
        return CP949
    raise _undecodable(path, not_cp949 if not_cp949.looks_like_it else not_utf8)


def _undecodable(path: Path, wrong: Undecodable) -> Refusal:
    return Refusal(
        _(
            "%(file)s has a byte that is no text: 0x%(byte)02X at byte %(offset)d, counted from 0. "
            "Save it as UTF-8 (CP949 is read too)."
        )
        % {"file": path.name, "byte": wrong.byte, "offset": wrong.offset}
    )


def first_undecodable(path: Path, encoding: str) -> Undecodable | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0  # of what the decoder has not yet turned into characters
    beyond_ascii = 0  # bytes more than characters: none in ASCII
    for block, is_last in _blocks(path):
        waiting = decoder.getstate()[0]
        if not waiting and not is_last and encoding != "utf-16" and block.isascii():
            offset += len(block)
            continue
        try:
            text = decoder.decode(block, final=is_last)
        except UnicodeDecodeError as wrong:
            pending = waiting + block
            known = beyond_ascii + _beyond_ascii(pending[: wrong.start].decode(encoding, errors="ignore"))
            likely = _looks_like(encoding, pending[wrong.start :], known)
            return Undecodable(offset + wrong.start, pending[wrong.start], likely)
        beyond_ascii += max(0, len(waiting) + len(block) - len(text))
        offset += len(waiting) + len(block) - len(decoder.getstate()[0])
    return None


def _blocks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with open_bytes(path) as file:
        block = file.read(BLOCK)
        while block:
            following = file.read(BLOCK)
            yield block, not following
            block = following


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else sum(character > "\x7f" for character in text)


def _looks_like(encoding: str, rest: bytes, known: int) -> bool:
    """Whether the characters that the encoding explains are at least as many as the bytes that it does not."""
    text = rest.decode(encoding, errors="replace")
    unexplained = text.count("\ufffd")
    return known + _beyond_ascii(text) - unexplained >= unexplained
