"""The shapes of the picture, as the paths that SVG draws. All lengths are units of the picture."""

from cycles.rules.outline import Kind

LINE = 112
BLOCK, GATE, BAR, DIAMOND = 17, 24, 4, 11
MIN_BLOCK = 14
INSIDE = LINE + 5

POINTS = (Kind.SIGN_OFF, Kind.SCAN, Kind.DECISION, Kind.LEFT)


def shape(kind: Kind, left: float, right: float) -> tuple[str, float]:
    """The path of a piece from left to right (a point stands at its left), and where its middle is."""
    if kind is Kind.SCAN:
        return f"M{left} {LINE - DIAMOND}l{DIAMOND} {DIAMOND}l-{DIAMOND} {DIAMOND}l-{DIAMOND} -{DIAMOND}z", left
    if kind in POINTS:
        return f"M{left - 2} {LINE - GATE}h4v{2 * GATE}h-4z", left
    if kind is Kind.ADMISSION:
        return _box(left, max(right, left + MIN_BLOCK), BLOCK)
    if kind is Kind.WORKUP:
        return _box(left, max(right, left + 2), BAR)
    return f"M{left} {LINE}H{right}", (left + right) / 2


def bracket(left: float, right: float) -> str:
    """The window in which a scan is to be made."""
    top, bottom = LINE - DIAMOND, LINE + DIAMOND
    return f"M{left} {top}V{bottom}M{left} {LINE}H{right}M{right} {top}V{bottom}"


def _box(left: float, right: float, half: int) -> tuple[str, float]:
    return f"M{left} {LINE - half}H{right}V{LINE + half}H{left}z", (left + right) / 2
