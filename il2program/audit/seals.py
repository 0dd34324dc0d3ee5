"""What a seal says of the lines that it covers. Nothing here knows a database."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby

HEAD_DIGITS = 4


def runs(keys: Sequence[int]) -> str:
    """Ascending keys in short: "1-3 7" for 1, 2, 3 and 7."""
    spans = [[key for _, key in run] for _, run in groupby(enumerate(keys), lambda pair: pair[1] - pair[0])]
    return " ".join(f"{span[0]}-{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)


def keys_of(runs: str) -> Iterator[int]:
    """The keys that `runs` tells; ValueError where it tells none."""
    for span in runs.split():
        first, _, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)


def head(code: str) -> str:
    """The first digits of a code: enough to tell which line is not the one that was sealed."""
    return code[:HEAD_DIGITS].ljust(HEAD_DIGITS, "-")


def sealed_heads(runs: str, heads: str) -> dict[int, str]:
    """The head of each code by key, as a seal keeps them."""
    keys = keys_of(runs)
    return {key: heads[at : at + HEAD_DIGITS] for key, at in zip(keys, range(0, len(heads), HEAD_DIGITS), strict=False)}


def digest(keys: Iterable[int], codes: Iterable[str]) -> str:
    """SHA-256 over each key and its code."""
    told = "\n".join(f"{key} {code}" for key, code in zip(keys, codes, strict=True))
    return sha256(told.encode()).hexdigest()


def differences(sealed: dict[int, str], found: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Each key at which the lines found (key: head of the code) are not those that were sealed."""
    for key in sorted(sealed.keys() | found.keys()):
        if key not in found:
            yield key, "was there when the trail was sealed, and is gone"
        elif key not in sealed:
            yield key, "was not there when the trail was sealed"
        elif sealed[key] != found[key]:
            yield key, "is another line than the one that was sealed"
