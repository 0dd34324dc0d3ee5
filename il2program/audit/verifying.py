"""Whether the trail still says what was written: each line's code, each seal, and the head of the chain."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from django.db import connection, connections
from django.db.models import Max

from il2program.audit import macs, seals
from il2program.audit.mismatch import Found, Mismatch
from il2program.audit.models import Seal, TrailEntry
from il2program.audit.sealing import ENTRIES_PER_SEAL, anchored
from il2program.audit.stored import LOWEST_KEY, rows

PROCESSES = min(4, len(os.sched_getaffinity(0)))
# Fewer entries are verified before a second process has started.
WORTH_A_PROCESS = 100_000


@dataclass(frozen=True)
class Stretch:
    """Lines that are verified together: those of one seal, or some that no seal covers yet.

    keys: how many of the keys count for them, today's first.
    """

    after: int
    upto: int
    keys: int
    seal: Seal | None = None


def verify_trail(head: Path) -> Found:
    """Verify every line and every seal. head: the file of the chain's head."""
    newest = TrailEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    sealed = list(Seal.objects.order_by("number"))
    counting = _keys_that_count(sealed)
    found = _each(_stretches(sealed, newest, counting), newest)
    told = chain.from_iterable(part.mismatches for part in found)
    wrong = [*_chain(sealed, counting), *_against_head(sealed, head), *told]
    last = sealed[-1].last_key if sealed else LOWEST_KEY
    return Found(sum(part.count for part in found), [*wrong, *_copies(last, newest)])


def _keys_that_count(sealed: list[Seal]) -> list[int]:
    """How many of the keys count for each seal and its lines, and last for what is not sealed yet.

    A key that was given up counts no more: once a seal carries a newer one, the lines of one more seal may still be
    under the older, written by processes that were not started again yet. Whoever has got hold of a key can
    write no line with it after that.
    """
    every = len(macs.for_seals())
    counting, before = [every, every], ""
    for seal in sealed:
        codes = seal.computed_macs(before)[: counting[-1]]
        counting.append(codes.index(seal.mac) + 1 if seal.mac in codes else counting[-1])
        before = seal.mac
    return counting[:-1]


def _stretches(sealed: list[Seal], newest: int, counting: list[int]) -> Iterator[Stretch]:
    before, expected = LOWEST_KEY, 1
    for seal, keys in zip(sealed, counting, strict=False):
        if seal.number != expected:  # some are gone: their lines are verified without them
            yield Stretch(before, seal.first_key - 1, keys)
            before = seal.first_key - 1
        yield Stretch(before, seal.last_key, keys, seal)
        before, expected = seal.last_key, seal.number + 1
    if before < 0:
        yield Stretch(before, 0, counting[-1])
    for after in range(max(before, 0), newest, ENTRIES_PER_SEAL):
        yield Stretch(after, min(after + ENTRIES_PER_SEAL, newest), counting[-1])


def _each(stretches: Iterable[Stretch], newest: int) -> list[Found]:
    """What is found in each stretch; by two processes where there is much to do."""
    if newest < WORTH_A_PROCESS or connection.in_atomic_block:
        return [verify_stretch(stretch) for stretch in stretches]
    connections.close_all()  # the children open their own
    with ProcessPoolExecutor(PROCESSES, get_context("fork")) as pool:
        return list(pool.map(verify_stretch, stretches, chunksize=4))


def verify_stretch(stretch: Stretch) -> Found:
    """Recompute the code of each line, and compare the lines with those that were sealed."""
    newest, *older = [mac.of for mac in macs.for_entries()[: stretch.keys]]
    keys: list[int] = []
    codes: list[str] = []
    altered: list[int] = []
    for block in rows(TrailEntry, TrailEntry.COVERED, after=stretch.after, upto=stretch.upto):
        keys += [key for key, _, _ in block]
        codes += [code for _, code, _ in block]
        unknown = [line for line in block if newest(line[2]) != line[1]]
        altered += [key for key, code, text in unknown if all(of(text) != code for of in older)]
    wrong = [Mismatch(f"trail entry {key}", "does not say what was written") for key in altered]
    if stretch.seal and seals.digest(keys, codes) != stretch.seal.digest:
        wrong += _differences(stretch.seal, keys, codes, set(altered))
    return Found(len(keys), wrong)


def _differences(seal: Seal, keys: list[int], codes: list[str], altered: set[int]) -> Iterator[Mismatch]:
    try:
        sealed = seals.sealed_heads(seal.keys, seal.heads)
    except ValueError:
        return  # the seal itself has been altered, which its own code tells
    found = {key: seals.head(str(code)) for key, code in zip(keys, codes, strict=True)}
    told = [(key, words) for key, words in seals.differences(sealed, found) if key not in altered]
    for key, words in told:
        yield Mismatch(f"trail entry {key}", words)
    if not told and not altered:
        yield Mismatch(f"{seal}", "covers other lines than those that are there")


def _chain(sealed: list[Seal], counting: list[int]) -> Iterator[Mismatch]:
    """Each seal follows the one before it and is as it was made."""
    before, expected = "", 1
    for seal, keys in zip(sealed, counting, strict=False):
        if seal.number != expected:
            yield Mismatch(_numbers(expected, seal.number - 1), "gone")
        elif seal.mac not in seal.computed_macs(before)[:keys]:
            yield Mismatch(f"{seal}", "does not say what was sealed")
        before, expected = seal.mac, seal.number + 1


def _numbers(first: int, last: int) -> str:
    return f"seal {first}" if first == last else f"seals {first} to {last}"


def _against_head(sealed: list[Seal], head: Path) -> Iterator[Mismatch]:
    """The head file knows every seal but the newest ones, and the database knows all that it names."""
    known = {seal.number: seal for seal in sealed}
    lines = anchored(head)
    for number, mac in lines:
        if number not in known:
            yield Mismatch(f"seal {number}", f"is named in {head} and is gone: the end of the trail was cut off")
        elif known[number].mac != mac:
            yield Mismatch(f"seal {number}", f"is another one than {head} names")
    if sealed and not lines:
        yield Mismatch(f"{head}", f"names no seal, but {len(sealed)} have been made: it was lost or emptied")


def _copies(sealed_upto: int, newest: int) -> Iterable[Mismatch]:
    """Lines since the last seal that repeat another one word for word: a copy passes its own code."""
    fresh = TrailEntry.objects.filter(pk__gt=sealed_upto, pk__lte=newest)
    if not fresh.exists():
        return
    first: dict[str, int] = {}
    repeated = TrailEntry.objects.filter(pk__lte=newest, mac__in=fresh.values("mac")).order_by("pk")
    for key, code in repeated.values_list("pk", "mac").iterator():
        if first.setdefault(code, key) != key:
            yield Mismatch(f"trail entry {key}", f"is a copy of entry {first[code]}")
