"""Does an exported record still say what the hospital's program handed out?

    python3 verify_export.py record.zip --key KEY

needs Python 3.10 or newer and nothing else. KEY is the key on the page "Trail" of the program, 64 digits: ask the
hospital for it, not the file. Take this tool from an export that you trust; it is the same in all of them.

What it proves: that each file of the export is, byte for byte, what the program of that key handed out; that
each signed record says what was signed, by whom, when and with which meaning; that each row that is written once
says what its line of the trail told when it was written. What it cannot prove: that the export was the
newest one. The lines' own codes can be checked by the program only, which keeps their key to itself.
"""

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

RECORD, SIGNATURE = "record.json", "record.json.ed25519"

# --- Ed25519, as RFC 8032 section 5.1 defines it ---------------------------------------------------

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT = pow(2, (PRIME - 1) // 4, PRIME)
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def point(encoded: bytes) -> Point | None:
    """The point of the curve that 32 bytes stand for; None where they stand for none."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * ROOT % PRIME
    if x * x % PRIME != square or (x == 0 and odd):
        return None
    x = PRIME - x if x & 1 != odd else x
    return (x, y, 1, x * y % PRIME)


def plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def times(factor: int, of: Point) -> Point:
    found = NEUTRAL
    while factor:
        if factor & 1:
            found = plus(found, of)
        of, factor = plus(of, of), factor >> 1
    return found


def is_signed(content: bytes, signature: bytes, key: bytes) -> bool:
    """Whether `signature` is that of the holder of `key` on `content`."""
    base = point((4 * pow(5, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little"))
    holder, commitment, factor = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if (
        len(signature) != 64
        or len(key) != 32
        or base is None
        or holder is None
        or commitment is None
        or factor >= ORDER
    ):
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + content).digest(), "little") % ORDER
    left, right = times(factor, base), plus(commitment, times(challenge, holder))
    return all((left[at] * right[2] - right[at] * left[2]) % PRIME == 0 for at in (0, 1))


# --- What the record says --------------------------------------------------------------------------


def digest(content: Any) -> str:
    """SHA-256 of the canonical form: names in order, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def of_signed(record: dict[str, Any]) -> Iterator[str]:
    for row in record["signed"]:
        name = f"{row['record']} {row['key']}"
        if digest(row["signature"]) != row["digest"]:
            yield f"{name}: the signature does not say what was signed."
        if (row["signature"]["record"], row["signature"]["content"]) != (row["record"], row["content"]):
            yield f"{name}: the record does not say what was signed."
        if row["content"].get("patient", record["patient"]["code"]) != record["patient"]["code"]:
            yield f"{name}: is about another patient."


def of_rows(record: dict[str, Any]) -> Iterator[str]:
    told = dict(_told(record))
    for row in record["rows"]:
        if told.pop((row["record"], str(row["key"])), "") != digest(row["columns"]):
            yield f"{row['record']} {row['key']}: does not say what its line of the trail told."
    for name, key in told:
        yield f"{name} {key}: is told of by the trail and is not here."


def _told(record: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """The digest of each row, as the lines of the trail tell it."""
    for line in record["trail"]:
        said = dict(zip(record["trail_columns"], line["columns"], strict=True))
        if said["action"] == "0" and said["additional_data"] != "\x1e":
            for key, code in json.loads(said["additional_data"]).get("rows", {}).items():
                yield (record["kinds"][said["content_type"]], key), code


def of_files(record: dict[str, Any], files: dict[str, bytes]) -> Iterator[str]:
    for name, code in record["files"].items():
        if hashlib.sha256(files.get(name, b"")).hexdigest() != code:
            yield f"{name}: is missing, or another one than was handed out."


def wrong(files: dict[str, bytes], key: str) -> list[str]:
    """Each thing that does not say what was handed out."""
    content, signature = files.get(RECORD, b""), files.get(SIGNATURE, b"").decode("ascii", "replace")
    try:
        given = bytes.fromhex(signature)
        signed = given.hex() == signature and is_signed(content, given, bytes.fromhex(key))
    except ValueError:
        signed = False
    if not signed:
        return [f"{RECORD}: was not handed out by the program of this key, or was changed since."]
    record = json.loads(content)
    return [*of_files(record, files), *of_signed(record), *of_rows(record)]


def main(arguments: list[str]) -> int:
    if len(arguments) != 3 or arguments[1] != "--key":
        sys.stderr.write("Say which file, and the key on the page Trail: verify_export.py record.zip --key KEY\n")
        return 2
    try:
        with zipfile.ZipFile(arguments[0]) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"{arguments[0]} cannot be read: {error}\n")
        return 2
    found = wrong(files, "".join(arguments[2].split()))
    for sentence in found:
        sys.stderr.write(sentence + "\n")
    if found:
        return 1
    record = json.loads(files[RECORD])
    signed, rows, lines, forms = (len(record[part]) for part in ("signed", "rows", "trail", "files"))
    sys.stdout.write(f"{signed} signed records, {rows} rows, {lines} lines of the trail, {forms} printed forms: ")
    sys.stdout.write(f"as handed out on {record['exported_at']} by {record['exported_by']}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
