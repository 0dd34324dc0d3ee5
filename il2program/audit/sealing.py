"""Sealing the trail, and the head of its chain kept outside the database."""

import logging
import os
import time
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from il2program.audit import seals
from il2program.audit.models import Seal, TrailEntry

log = logging.getLogger(__name__)

ENTRIES_PER_SEAL = 10_000
WAIT_SECONDS, LOOK_EVERY_SECONDS = 10.0, 0.05

# Transactions that have begun to write lines hold this lock until they end.
WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
"""


def seal() -> int:
    """Seal all lines since the last seal; returns how many. Doubled, late or lost it does no harm."""
    upto, sealed = settled_key(), 0
    while upto is not None and (row := _next_seal(upto)) is not None:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            log.info("Another process sealed the trail at the same time.")
            break
        sealed += row.count
    anchor()
    return sealed


def _next_seal(upto: int) -> Seal | None:
    """The seal of the next lines, unsaved; None where all are sealed."""
    last = Seal.objects.order_by("number").last()
    after = last.last_key if last else 0
    entries = TrailEntry.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk").values_list("pk", "mac")
    if not (found := list(entries[:ENTRIES_PER_SEAL])):
        return None
    keys, codes = [key for key, _ in found], [str(code) for _, code in found]
    row = Seal(
        number=last.number + 1 if last else 1,
        first_key=keys[0],
        last_key=keys[-1],
        count=len(keys),
        keys=seals.runs(keys),
        heads="".join(map(seals.head, codes)),
        digest=seals.digest(keys, codes),
    )
    row.mac = row.computed_macs(last.mac if last else "")[0]
    return row


def settled_key() -> int | None:
    """Key of the newest line, once no line with a smaller key can still be committed.

    On PostgreSQL two transactions may commit in another order than they took their keys: those that
    were writing are waited for. None where one of them takes too long.
    """
    newest: int | None = TrailEntry.objects.aggregate(newest=Max("pk"))["newest"]
    if newest is None or connection.vendor != "postgresql":
        return newest
    limit, waited_for = time.monotonic() + WAIT_SECONDS, _writers()
    while waited_for & _writers():
        if time.monotonic() > limit:
            log.warning("The trail was not sealed: a transaction that writes to it takes too long.")
            return None
        time.sleep(LOOK_EVERY_SECONDS)
    return newest


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [TrailEntry._meta.db_table])
        return {transaction_id for (transaction_id,) in cursor.fetchall()}


def anchor() -> None:
    """Append the seals that are not in the head file yet: number, code, last key and instant."""
    path = Path(settings.TRAIL_HEAD)
    last = max((number for number, _ in anchored(path)), default=0)
    fresh = Seal.objects.filter(number__gt=last).values_list("number", "mac", "last_key", "sealed_at")
    lines = [f"{number} {mac} {key} {at:%Y-%m-%dT%H:%M:%SZ}\n" for number, mac, key, at in fresh]
    if not lines:
        return
    with path.open("a") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def anchored(path: Path) -> list[tuple[int, str]]:
    """Number and code of each seal in the head file."""
    if not path.exists():
        return []
    words = (line.split() for line in path.read_text().splitlines())
    return [(int(first[0]), first[1]) for first in words if len(first) > 1 and first[0].isdigit()]
