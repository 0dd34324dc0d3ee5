"""What the embedded program makes for itself, once: its secrets, and the certificate of its seal."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of this file; where there is none, what `make` makes, for its owner only.

    Whole or not at all: of several processes that start at once, one makes it and all read the same.
    """
    if not path.exists():
        with NamedTemporaryFile(dir=path.parent) as made:
            made.write(make())
            made.flush()
            os.fsync(made.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_bytes()
