"""Figures as people read them; the units' signs are the same in every language."""

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
STEPS = ((2 * DAY, DAY, "d"), (2 * HOUR, HOUR, "h"), (2 * MINUTE, MINUTE, "min"), (1, 1, "s"))


def duration(seconds: float) -> str:
    """119 → "119 s", 120 → "2 min"; below a second in milliseconds."""
    for least, unit, sign in STEPS:
        if seconds >= least:
            return f"{seconds / unit:.0f} {sign}"
    return f"{max(0.0, seconds) * 1000:.0f} ms"


def size(count: float) -> str:
    """Bytes, in powers of 1000 as disks are sold."""
    for sign in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {sign}"
        count /= 1000
    return f"{count:.3g} TB"


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"
