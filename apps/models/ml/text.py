"""Words, character n-grams and numbers out of free text, in any language."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r'([^\W\d_]*|[^\w\s.,]?)\s?(\d{1,12}(?:[.,]\d{1,6})?)(?=([^\W\d_]+|"|))')
_LONGEST_TEXT = 2000
_LONGEST_WORD = 40
_LONGEST_KEY = 8


def clean(text: str) -> str:
    """Lower case, one Unicode form, bounded length: two spellings of one text become equal."""
    return unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).lower().strip()


def word_tokens(word: str) -> tuple[str, ...]:
    """The word itself and its character n-grams, so that misspelt and compound words still meet."""
    return (f"w{word}",) if any(map(str.isdigit, word)) else _with_grams(word)


@lru_cache(maxsize=10_000)
def _with_grams(word: str) -> tuple[str, ...]:
    sizes = (3,) if word.isascii() else (2, 3)
    padded = f"^{word}$"
    grams = {padded[i : i + n] for n in sizes for i in range(len(padded) - n + 1)}
    return (f"w{word}", *(f"c{gram}" for gram in sorted(grams)))


def words(text: str) -> list[str]:
    """Runs of letters and digits of cleaned text, in order, each at most 40 characters."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text)]


def numbers(text: str) -> dict[str, float]:
    """Numbers in cleaned text, keyed by the letters before them, else by those after them.

    ``"od81.6*id53.2*12.1t"`` gives ``{"od": 81.6, "id": 53.2, "*t": 12.1}``; a key met again gets its
    position, so ``"70x20"`` gives ``{"x": 70, "x#2": 20}``.
    """
    found: dict[str, float] = {}
    for before, digits, after in _NUMBER.findall(text):
        key = before[-_LONGEST_KEY:] if before[:1].isalpha() else before + after[:_LONGEST_KEY]
        count = sum(1 for known in found if known == key or known.startswith(f"{key}#"))
        found[key if not count else f"{key}#{count + 1}"] = float(digits.replace(",", "."))
        if len(found) >= 24:
            break
    return found


def as_number(value: object) -> float:
    """The value as a finite number, NaN where it is none."""
    if value is None or isinstance(value, bool):
        return float("nan")
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        return float("nan")
    return number if abs(number) < 1e300 else float("nan")


def as_text(value: object) -> str:
    """The value as text; whole numbers lose their ".0", nothing and NaN become ""."""
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if value != value else f"{value:.12g}"
    return str(value)
