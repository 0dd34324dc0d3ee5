"""Values at which the physician is called: the limits of the signed orders, and what no number says.

Source: clinical reference 3.2. The circumstance that a limit names ("on more than 4 L of oxygen") is told with it and
weighed by the nurse: it never keeps a limit from being shown.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cycles.rules.order_set import NotifyLimit, Side

SITS_MOST = Decimal(2)
# Rows that call whatever the orders say.
BY_THEMSELVES = ("pulse_newly_irregular", "sits_score")
Limits = tuple[NotifyLimit, ...]


def limits_by_row(limits: Iterable[NotifyLimit]) -> Mapping[str, Limits]:
    """The limits of each row that has some, and no limits for those that call by themselves."""
    found: dict[str, Limits] = dict.fromkeys(BY_THEMSELVES, ())
    for one in limits:
        found[one.key] = (*found.get(one.key, ()), one)
    return found


def calls(
    limits: Iterable[NotifyLimit], key: str, value: Decimal | str | None, comparator: str = ""
) -> tuple[str, ...]:
    """Each reason for which this value calls for the physician, in words; none where it does not."""
    if value is None:
        return ()
    if isinstance(value, str):
        return ("Pulse newly irregular: 12-lead ECG",) if (key, value) == ("pulse_newly_irregular", "yes") else ()
    if key == "sits_score" and value > SITS_MOST:
        return ("SITS score over 2",)
    return tuple(one.words for one in limits if one.key == key and _passes(one, value, comparator))


def before_next_dose(key: str, value: Decimal | str | None) -> str:
    """What asks for a call before the next dose, whatever else is found; empty where nothing does."""
    in_use = key == "oxygen_l_min" and isinstance(value, Decimal) and value > 0
    by_device = key == "oxygen_device" and value not in (None, "room_air")
    return "Oxygen in use: call before the next dose" if in_use or by_device else ""


def _passes(limit: NotifyLimit, value: Decimal, comparator: str) -> bool:
    """Whether a limit is passed, or may be: a value that was only bounded towards the limit's side may be."""
    towards = "<" if limit.side is Side.UNDER else ">"
    return comparator.startswith(towards) or limit.is_passed_by(value)
