"""`manage.py validate`: do the rules answer as the hospital expects?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from il2program.validation.kit import Status, exit_status, run_files, shipped_files
from il2program.validation.report import in_json, in_words, summary


class Command(BaseCommand):
    help = (
        "Ask the program's rules about cases, one JSON object a line, and print each case whose answer differs. "
        "Without a file the cases that ship with the program are run. "
        "Exit status: 0 when all agree, 1 when one differs, 2 when a file or a case cannot be read."
    )
    # The rules need no database and no settings: a validation runs before anything else is set up.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="CASES.jsonl", help="files of cases")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print each result as a line of JSON")

    def handle(self, *, files: list[Path], as_json: bool, **options: Any) -> None:
        statuses: list[Status] = []
        for result in run_files(files or shipped_files()):
            statuses.append(result.status)
            line = in_json(result) if as_json else in_words(result)
            if line is not None:
                self.stdout.write(line)
        if not as_json:
            self.stdout.write("\n".join(summary(statuses)))
        if exit_status(statuses):
            sys.exit(exit_status(statuses))
