"""What every reader needs: bytes within a limit, text, whole numbers, a reason with its line."""

import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

#: a file of 300,000 ballots has 20 MB; this is far above every election and below the memory
MOST_BYTES = 256 * 1024 * 1024
#: sums of ballots must stay far inside 64 bits, also in units of 10^-5
MOST_BALLOTS = 10**9

#: what zipfile raises for a torn or altered archive
BROKEN_ZIP = (BadZipFile, zlib_error, OSError, ValueError)

_WHOLE = re.compile(r"[0-9]{1,18}")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Malformed(ValueError):
    """The file cannot be read; `line` counts from 1 (rows of a sheet likewise)."""

    def __init__(self, reason: str, line: int | None = None, part: str = "") -> None:
        place = [part] if part else []
        if line is not None:
            place.append(f"line {line}")
        super().__init__(f"{', '.join(place)}: {reason}" if place else reason)
        self.reason, self.line, self.part = reason, line, part


class CannotWrite(ValueError):
    """The format has no way to say this; nothing was written."""


def bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Malformed("is a folder, not a file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, Malformed):
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Malformed(f"cannot be opened ({reason or error})") from None
    if len(data) > MOST_BYTES:
        raise Malformed(f"larger than {MOST_BYTES // 1024**2} MB")
    return data


def text_of(data: bytes, *, part: str = "", otherwise: str | None = None) -> str:
    """UTF-8, with or without a byte order mark, any line ends; `otherwise` is a second try."""
    coding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError as error:
        if otherwise is None:
            line = data.count(b"\n", 0, error.start) + 1
            found = data[error.start]
            raise Malformed(f"not UTF-8 (byte 0x{found:02x})", line, part) from None
        text = data.decode(otherwise)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Malformed("a NUL character: this is no text", line, part)
    if not text.strip():
        raise Malformed("the file is empty", 1, part)
    return text


def lines_of(text: str) -> list[str]:
    """Only line feeds part lines: the line numbers are those of every editor."""
    return text.removesuffix("\n").split("\n")


def whole(text: str, line: int, what: str, *, least: int = 0, most: int = 10**15) -> int:
    """A whole number in plain digits; int() alone would take "1_0", "+1" and Arabic digits."""
    found = text.strip()
    if not _WHOLE.fullmatch(found):
        raise Malformed(f"{what}: {shown(found)} is no whole number", line)
    number = int(found)
    if not least <= number <= most:
        raise Malformed(f"{what}: {found} is not between {least} and {most}", line)
    return number


def shown(text: str) -> str:
    """What was found, short and without control characters."""
    return repr(text if len(text) <= 40 else text[:37] + "…")


def plain(text: str) -> str:
    """On one line: line ends and other control characters would break a file of lines."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def checked_zip(archive: ZipFile) -> ZipFile:
    """Refuses an archive that says it would fill the memory (zipfile holds it to what it says)."""
    total = sum(info.file_size for info in archive.infolist())
    if total > MOST_BYTES:
        raise Malformed(f"unpacks to {total // 1024**2} MB, more than {MOST_BYTES // 1024**2} MB")
    return archive


def ids_of(names: list[str]) -> list[str]:
    """The names where all are there and differ; else the numbers of the file, from 1."""
    if all(names) and len(set(names)) == len(names):
        return names
    return [str(number) for number in range(1, len(names) + 1)]
