"""Zip files: packed the same at any hour; what a broken one raises."""

import io
import zipfile
import zlib
from collections.abc import Mapping

#: what zipfile raises for a torn, altered or encrypted archive, or one packed in an unknown way
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def pack(parts: Mapping[str, bytes | str]) -> bytes:
    """The same parts give the same bytes: no time of day stands in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
