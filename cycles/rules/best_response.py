"""The best overall response of a patient, with and without confirmation.

Source: RECIST 1.1, clinical reference 6.1: confirmation at four weeks or more is asked for only where response is
what a study measures; stable disease counts from six weeks on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cycles.rules.lesions import Category, Response

CONFIRMED_AFTER = timedelta(days=28)
STABLE_AFTER = timedelta(days=42)

RESPONDED = (Category.CR, Category.PR)
HELD = (*RESPONDED, Category.SD, Category.NON_CR_NON_PD)


@dataclass(frozen=True)
class BestResponse:
    """`unconfirmed` is the best that was seen, `confirmed` asks for a second scan; either None before the first scan.

    `progressed_on` is the day from which progression dates.
    """

    unconfirmed: Category | None
    confirmed: Category | None
    progressed_on: date | None = None


def best_response(responses: Sequence[Response], treated_from: date) -> BestResponse:
    """The best of all scans up to the first progression. Refuses a scan whose day is not known."""
    days = [_day(response) for response in responses]
    since = min((one.progressed_since for one in responses if one.progressed_since is not None), default=None)
    seen = [(day, response.category) for day, response in zip(days, responses, strict=True)][:since]
    if since is not None:
        seen.append((days[since], Category.PD))
    if not seen:
        return BestResponse(None, None)
    has_targets = any(one.target is not None for one in responses)
    lasting = _lasting(seen, treated_from, has_targets=has_targets)
    return BestResponse(
        unconfirmed=next((best for best in RESPONDED if best in _categories(seen)), lasting),
        confirmed=next((best for best in RESPONDED if _is_confirmed(best, seen)), lasting),
        progressed_on=None if since is None else days[since],
    )


def _is_confirmed(best: Category, seen: Sequence[tuple[date, Category]]) -> bool:
    """Whether this category, or a better one, is seen twice four weeks apart, with nothing but NE between."""
    enough = RESPONDED[: RESPONDED.index(best) + 1]
    evaluable = [(day, category) for day, category in seen if category is not Category.NE]
    runs: list[list[date]] = [[]]
    for day, category in evaluable:
        if category in enough:
            runs[-1].append(day)
        else:
            runs.append([])
    return any(run[-1] - run[0] >= CONFIRMED_AFTER for run in runs if run)


def _lasting(seen: Sequence[tuple[date, Category]], treated_from: date, *, has_targets: bool) -> Category:
    """What is left where no response counts: stable disease that has lasted, else progression, else nothing."""
    held = [category for day, category in seen if category in HELD and day - treated_from >= STABLE_AFTER]
    if held:
        return Category.SD if has_targets else Category.NON_CR_NON_PD
    return Category.PD if Category.PD in _categories(seen) else Category.NE


def _categories(seen: Sequence[tuple[date, Category]]) -> list[Category]:
    return [category for _, category in seen]


def _day(response: Response) -> date:
    if response.reading.scanned_on is None:
        raise ValueError("The day of a scan is not known.")
    return response.reading.scanned_on
