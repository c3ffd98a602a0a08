"""What may be uploaded, judged by content and never by name; pictures are always made anew."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum

from PIL import Image

from kernel import archives
from kernel.i18n import N_

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

MAX_BYTES = 10_000_000
MAX_PIXELS = 50_000_000
_MAX_UNPACKED = 200_000_000
_MAX_MEMBERS = 5_000
#: An opaque PNG above this is a photograph and becomes a JPEG, if that is smaller.
_PNG_PHOTO = 500_000
#: the same for a picture of this many pixels or fewer
_SMALL_SIDE, _SMALL_PHOTO = 640, 60_000
_ORIENTATION = 0x0112


class Reason(Enum):
    EMPTY = N_("Dosya boş.")
    TOO_BIG = N_("Dosya çok büyük.")
    KIND = N_(
        "Bu dosya türü kabul edilmiyor. PDF, JPEG, PNG, WebP, DOCX, XLSX, ODT ya da düz metin "
        "(UTF-8) yükleyin."
    )
    NOT_AN_IMAGE = N_("Bu dosya bir resim değil. JPEG, PNG ya da WebP yükleyin.")
    TOO_MANY_PIXELS = N_("Resmin en ya da boyu çok büyük. Daha küçük bir resim yükleyin.")
    DAMAGED = N_("Dosya bozuk ya da eksik görünüyor. Yeniden kaydedip bir daha deneyin.")
    MACROS = N_("Makro içeren belgeler kabul edilmiyor. Belgeyi makrosuz kaydedin.")
    ENCODING = N_("Metin dosyası UTF-8 değil. Dosyayı UTF-8 olarak kaydedip yeniden yükleyin.")
    MARKUP = N_("HTML, SVG ya da betik içeren dosyalar kabul edilmiyor.")


class RefusedUpload(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CleanImage:
    data: bytes
    mime: str
    width: int
    height: int


# ------------------------------------------------------------------------ any upload


def sniff(data: bytes, *, max_bytes: int = MAX_BYTES, image_only: bool = False) -> str:
    """The MIME type by content; raises RefusedUpload. Pictures still need clean_image."""
    if not data:
        raise RefusedUpload(Reason.EMPTY)
    if len(data) > max_bytes:
        raise RefusedUpload(Reason.TOO_BIG)
    image = _image_mime(data)
    if image:
        return image
    if image_only:
        raise RefusedUpload(Reason.NOT_AN_IMAGE)
    return _document_mime(data)


def _image_mime(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _document_mime(data: bytes) -> str:
    if re.match(rb"%PDF-[12]\.\d", data):
        if b"%%EOF" not in data[-2048:]:
            raise RefusedUpload(Reason.DAMAGED)
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _archive_mime(data)
    return _text_mime(data)


def _archive_mime(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            mimetype = _open_document_mime(archive, members)
    except archives.BROKEN as error:
        raise RefusedUpload(Reason.DAMAGED) from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MAX_MEMBERS or unpacked > _MAX_UNPACKED:
        raise RefusedUpload(Reason.TOO_BIG)
    names = {member.filename for member in members}
    mime = _office_mime(names, mimetype)
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        raise RefusedUpload(Reason.MACROS)
    return mime


def _open_document_mime(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str:
    """OpenDocument puts its type uncompressed into the first member."""
    first = members[0] if members else None
    if first is None or first.filename != "mimetype" or first.file_size > 100:
        return ""
    return archive.read(first).decode("ascii")


def _office_mime(names: set[str], mimetype: str) -> str:
    if mimetype == ODT and "content.xml" in names:
        return ODT
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise RefusedUpload(Reason.KIND)


# A browser that guesses a type must find nothing here that it would run.
_MARKUP = re.compile(
    r"<\s*/?\s*(?:!doctype|\?xml|html|head|body|svg|script|iframe|object|embed|style|meta|link"
    r"|base|img|form|math|template)\b|<!--|\bon\w+\s*=\s*[\"']|javascript:",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _text_mime(data: bytes) -> str:
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = Reason.KIND if _BINARY.search(data) else Reason.ENCODING
        raise RefusedUpload(reason) from error
    if _CONTROL.search(content):
        raise RefusedUpload(Reason.KIND)
    if _MARKUP.search(content):
        raise RefusedUpload(Reason.MARKUP)
    return "text/csv" if _is_table(content) else "text/plain"


def _is_table(content: str) -> bool:
    lines = [line for line in content[:20_000].splitlines() if line.strip()][:20]
    return len(lines) > 1 and any(
        lines[0].count(separator) and len({line.count(separator) for line in lines}) == 1
        for separator in ";\t,"
    )


# -------------------------------------------------------------------------- pictures

# Pillow's readers answer hostile bytes with almost any exception.
_UNREADABLE = (
    OSError, ValueError, SyntaxError, LookupError, ArithmeticError, EOFError, TypeError,
    struct.error, zlib.error, Warning,
)  # fmt: skip
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def clean_image(data: bytes, *, max_side: int = 2000, max_pixels: int = MAX_PIXELS) -> CleanImage:
    """Decoded, turned upright, shrunk and encoded again from the bare pixels: no place, no
    camera, no profile, and nothing that was hidden behind or between them."""
    if _image_mime(data) is None:
        raise RefusedUpload(Reason.NOT_AN_IMAGE)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > max_pixels:
                raise RefusedUpload(Reason.TOO_MANY_PIXELS)
            kind = image.format or ""
            pixels = _upright(image, max_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedUpload(Reason.TOO_MANY_PIXELS) from error
    except _UNREADABLE as error:
        raise RefusedUpload(Reason.DAMAGED) from error
    encoded, mime = _encode(pixels, kind)
    return CleanImage(encoded, mime, pixels.width, pixels.height)


def _upright(image: Image.Image, max_side: int) -> Image.Image:
    # JPEG can be decoded at a fraction of its size: far less memory for a large photograph.
    image.draft("RGB", (max_side, max_side))
    image.load()
    turn = _turn(image)
    turned = image.transpose(turn) if turn is not None else image
    turned.thumbnail((max_side, max_side))
    bare = _plain_mode(turned)
    bare.info = {}
    return bare


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Damaged camera data is no reason to refuse a good picture."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except _UNREADABLE:
        return None


def _plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        # 16 bits of grey; a plain conversion would clip nearly everything to white.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        if rgba.getchannel("A").getextrema() != (255, 255):
            return rgba
        return rgba.convert("RGB")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _encode(image: Image.Image, kind: str) -> tuple[bytes, str]:
    if kind == "JPEG":
        return _saved(image, "JPEG"), "image/jpeg"
    if kind == "WEBP":
        return _saved(image, "WEBP"), "image/webp"
    png = _saved(image, "PNG")
    most = _SMALL_PHOTO if max(image.size) <= _SMALL_SIDE else _PNG_PHOTO
    if len(png) > most and image.mode != "RGBA":
        jpeg = _saved(image, "JPEG")
        if len(jpeg) < len(png):
            return jpeg, "image/jpeg"
    return png, "image/png"


def _saved(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, kind, quality=85)
    return out.getvalue()
