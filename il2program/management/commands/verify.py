"""`manage.py verify`: does everything still say what was written, and what was signed?"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from il2program.audit.mismatch import Found
from il2program.audit.unchanged import verify_rows
from il2program.audit.verifying import verify_trail
from il2program.documents.verifying import verify_documents
from il2program.signatures.verifying import verify_signatures

SHOWN = 100


class Command(BaseCommand):
    help = (
        "Recompute the code of each line of the trail, each seal, the digest of each row that is written once, of each "
        "signed record and of each sealed document with its seal, and name what does not fit. "
        "Exit status: 0 when all fits, 1 when something does not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", type=Path, help="the file with the head of the chain, if it was kept elsewhere")

    def handle(self, *, head: Path | None, **options: Any) -> None:
        trail = self.verify("trail entries", lambda: verify_trail(head or settings.TRAIL_HEAD))
        if trail.count and len(trail.mismatches) >= trail.count:
            self.stderr.write("No line fits: is TRAIL_KEY the key that they were written with?")
        found = [
            trail,
            self.verify("rows written once", verify_rows),
            self.verify("signed records", verify_signatures),
            self.verify("sealed documents", verify_documents),
        ]
        if wrong := sum(len(part.mismatches) for part in found):
            self.stderr.write(f"{wrong:,} mismatches.")
            sys.exit(1)
        self.stdout.write("Everything says what was written.")

    def verify(self, what: str, check: Callable[[], Found]) -> Found:
        """Run one part, and name what does not fit."""
        start = time.perf_counter()
        found = check()
        seconds = time.perf_counter() - start
        self.stdout.write(f"{found.count:,} {what} in {seconds:.1f} s ({found.count / seconds:,.0f} a second)")
        for place, told in found.mismatches[:SHOWN]:
            self.stderr.write(f"{place} {told}.")
        if (more := len(found.mismatches) - SHOWN) > 0:
            self.stderr.write(f"… and {more:,} more.")
        return found
