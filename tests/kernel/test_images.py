import contextlib
import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps
from PIL.PngImagePlugin import PngInfo

from kernel import images
from kernel.images import Reason, RefusedUpload

GPS = 0x8825
ORIENTATION = 0x0112


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new(mode, size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="red")
    image.format = kind
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[0x010F] = "Kamera markası"
    tags.get_ifd(GPS).update({1: "N", 2: (38.0, 25.0, 0.0), 3: "E", 4: (27.0, 8.0, 0.0)})
    return tags


def refused(data: bytes, **limits: int) -> Reason:
    with pytest.raises(RefusedUpload) as refusal:
        images.clean_image(data, **limits)
    return refusal.value.reason


def sniff_refused(data: bytes, max_bytes: int = images.MAX_BYTES) -> Reason:
    with pytest.raises(RefusedUpload) as refusal:
        images.sniff(data, max_bytes=max_bytes)
    return refusal.value.reason


def opened(clean: images.CleanImage) -> Image.Image:
    return Image.open(io.BytesIO(clean.data))


def is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    red, _, blue = image.convert("RGB").getpixel(place)  # type: ignore[misc]
    return bool(red > 200 > 60 > blue)


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG whose header may promise more than the body holds."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


# ------------------------------------------------------------------ what stays of it


@pytest.mark.parametrize(
    ("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_metadata_is_gone(kind: str, mime: str) -> None:
    data = saved(picture(kind), kind, exif=exif(), icc_profile=b"profil" * 30, xmp=b"<x:xmpmeta/>")
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(GPS)
    clean = images.clean_image(data)
    assert clean.mime == mime
    image = opened(clean)
    assert not image.getexif()
    assert (
        not set(image.info)
        - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        - {
            "loop",
            "background",
            "timestamp",
            "duration",
        }
    )
    for trace in (b"Exif", b"EXIF", b"eXIf", b"Kamera", b"xmpmeta", b"profil", b"ICC"):
        assert trace not in clean.data


def test_png_texts_and_jpeg_comments_are_gone() -> None:
    notes = PngInfo()
    notes.add_text("Author", "Ayşe Gizli")
    notes.add_itxt("Title", "Ayşe Gizli", zip=True)
    assert opened(images.clean_image(saved(picture("PNG"), "PNG", pnginfo=notes))).info == {}
    noted = saved(picture("JPEG"), "JPEG", comment=b"Gizli not")
    assert b"Gizli not" in noted
    assert b"Gizli not" not in images.clean_image(noted).data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_turned_upright(kind: str) -> None:
    # 6: the camera was turned; the left edge becomes the upper one.
    clean = images.clean_image(saved(picture(kind), kind, exif=exif(6)))
    assert (clean.width, clean.height) == (40, 60)
    image = opened(clean)
    assert is_red(image, (20, 5))
    assert not is_red(image, (20, 55))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_known(orientation: int) -> None:
    data = saved(picture("PNG"), "PNG", exif=exif(orientation))
    clean = opened(images.clean_image(data))
    turned = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert clean.tobytes() == turned.convert("RGB").tobytes()


# Pillow warns of it; only in tests is that an error.
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
def test_damaged_camera_data_do_not_spoil_a_good_picture() -> None:
    broken = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff\x12\x01"
    assert images.clean_image(saved(picture("JPEG"), "JPEG", exif=broken)).width == 60


def test_a_large_picture_is_shrunk_in_proportion() -> None:
    clean = images.clean_image(saved(picture("JPEG", (3000, 1000)), "JPEG"), max_side=600)
    assert (clean.width, clean.height) == (600, 200) == opened(clean).size
    assert is_red(opened(clean), (10, 100))
    small = images.clean_image(saved(picture("PNG"), "PNG"))
    assert (small.width, small.height) == (60, 40)


def test_transparency_stays() -> None:
    image = picture("PNG", mode="RGBA")
    image.putpixel((0, 0), (0, 0, 0, 0))
    for kind in ("PNG", "WEBP"):
        clean = opened(images.clean_image(saved(image, kind, lossless=True)))
        assert clean.mode == "RGBA"
        assert clean.getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_kind_of_png_becomes_a_picture(mode: str) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (10, 10), 128 * 256)
    else:
        image = Image.new("L", (10, 10), 128).convert(mode)
    clean = opened(images.clean_image(saved(image, "PNG")))
    assert clean.convert("L").getpixel((5, 5)) in ({0, 255} if mode == "1" else {127, 128, 129})


def test_a_printer_s_jpeg_becomes_rgb() -> None:
    assert opened(images.clean_image(saved(picture("JPEG").convert("CMYK"), "JPEG"))).mode == "RGB"


def test_a_photograph_saved_as_png_becomes_a_jpeg() -> None:
    noise = Image.effect_noise((900, 900), 80).convert("RGB")
    clean = images.clean_image(saved(noise, "PNG"))
    assert clean.mime == "image/jpeg"
    assert opened(clean).format == "JPEG"


def test_of_an_animation_one_frame_stays() -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue", "green")]
    for kind in ("WEBP", "PNG"):
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        assert Image.open(io.BytesIO(data)).n_frames == 3  # type: ignore[attr-defined]
        clean = opened(images.clean_image(data))
        assert getattr(clean, "n_frames", 1) == 1
        assert is_red(clean, (5, 5))


HTML = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_html_behind_a_picture_is_gone(kind: str) -> None:
    clean = images.clean_image(saved(picture(kind), kind) + HTML)
    assert b"script" not in clean.data


# ------------------------------------------------------------------- what is refused


def test_bombs_are_refused_before_they_are_decoded() -> None:
    assert refused(png(60_000, 60_000)) is Reason.TOO_MANY_PIXELS
    assert refused(png(10_000, 9_500)) is Reason.TOO_MANY_PIXELS
    assert refused(png(8_000, 7_000)) is Reason.TOO_MANY_PIXELS
    assert refused(saved(picture("PNG"), "PNG"), max_pixels=2399) is Reason.TOO_MANY_PIXELS
    text_bomb = PngInfo()
    text_bomb.add_text("a", "0" * 80_000_000, zip=True)
    assert refused(saved(picture("PNG"), "PNG", pnginfo=text_bomb)) is Reason.DAMAGED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_truncated_pictures_are_refused(kind: str) -> None:
    data = saved(picture(kind, (300, 300)), kind)
    for length in (12, len(data) // 4, len(data) // 2, len(data) - 40):
        assert refused(data[:length]) in {Reason.DAMAGED, Reason.NOT_AN_IMAGE}


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SVG,
        b"\n  " + SVG[21:],
        HTML,
        HTML + saved(picture("PNG"), "PNG"),
        b"GIF89a/*" + HTML + b"*/=1;",
        b"BM" + bytes(60),
        saved(picture("GIF"), "GIF"),
        saved(picture("TIFF"), "TIFF"),
    ],
)
def test_other_kinds_are_no_pictures(data: bytes) -> None:
    assert refused(data) is Reason.NOT_AN_IMAGE
    with pytest.raises(RefusedUpload):
        images.sniff(data)
    with pytest.raises(RefusedUpload):
        images.sniff(data, image_only=True)


@pytest.mark.parametrize("magic", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF0000WEBP"])
def test_html_behind_the_first_bytes_of_a_picture_is_refused(magic: bytes) -> None:
    assert refused(magic + HTML) is Reason.DAMAGED


@settings(max_examples=150)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_damage_never_ends_in_another_exception(kind: str, damage: list[tuple[int, int]]) -> None:
    data = bytearray(saved(picture(kind), kind, exif=exif(6)))
    for place, value in damage:
        data[place % len(data)] = value
    try:
        clean = images.clean_image(bytes(data))
    except RefusedUpload:
        return
    assert opened(clean).size == (clean.width, clean.height)


# ------------------------------------------------------------------------- documents


def archive(*names: str, first: tuple[str, str] | None = None, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        if first:
            file.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
TYPED = archive("mimetype", content=images.ODT.encode())
#: of its first member, right after the header and the name, nothing can be unpacked
TORN = TYPED[:38] + b"\xff\xff" + TYPED[40:]


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (PDF, "application/pdf"),
        (saved(picture("PNG"), "PNG"), "image/png"),
        (saved(picture("JPEG"), "JPEG"), "image/jpeg"),
        (saved(picture("WEBP"), "WEBP"), "image/webp"),
        (archive(*WORD), images.DOCX),
        (archive("[Content_Types].xml", "xl/workbook.xml"), images.XLSX),
        (archive("content.xml", first=("mimetype", images.ODT)), images.ODT),
        ("Sayın Başkan,\nparkımız karanlık.\n".encode(), "text/plain"),
        ("\ufeffad;mahalle\nAyşe;Çınarlı\n".encode(), "text/csv"),
        (b"a,b\n1,2\n3,4\n", "text/csv"),
        (b'5 < 6 ve <3, "on = iki"', "text/plain"),
    ],
)
def test_allowed_uploads_are_known_by_content(data: bytes, mime: str) -> None:
    assert images.sniff(data) == mime


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (PDF[:-7], Reason.DAMAGED),
        (HTML + PDF, Reason.MARKUP),
        (SVG, Reason.MARKUP),
        (b"metin <ScRiPt src=x>", Reason.MARKUP),
        (b"ad;not\nA;<img src=x onerror=alert(1)>\n", Reason.MARKUP),
        ("düz metin ığüşöç".encode("cp1254"), Reason.ENCODING),
        ("metin".encode("utf-16"), Reason.KIND),
        (b"metin\x00", Reason.KIND),
        (b"MZ\x90\x00\x03\x00", Reason.KIND),
        (b"\x7fELF\x02\x01\x01\x00", Reason.KIND),
        (archive("a.txt"), Reason.KIND),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), Reason.KIND),
        (archive(*WORD, "word/vbaProject.bin"), Reason.MACROS),
        (archive("content.xml", "Basic/x.xml", first=("mimetype", images.ODT)), Reason.MACROS),
        (archive(*WORD)[:-30], Reason.DAMAGED),
        (TORN, Reason.DAMAGED),
        (archive("content.xml", first=("mimetype", "şşş")), Reason.DAMAGED),
        (archive(*WORD, *(f"m{n}" for n in range(5001))), Reason.TOO_BIG),
        (b"#!/bin/sh\n<html>", Reason.MARKUP),
    ],
)
def test_everything_else_is_refused_with_its_reason(data: bytes, reason: Reason) -> None:
    assert sniff_refused(data) is reason


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = archive(*WORD, content=bytes(110_000_000))
    assert len(bomb) < images.MAX_BYTES
    assert sniff_refused(bomb) is Reason.TOO_BIG


def test_the_size_limit_is_a_parameter() -> None:
    assert images.sniff(PDF, max_bytes=len(PDF)) == "application/pdf"
    assert sniff_refused(PDF, max_bytes=len(PDF) - 1) is Reason.TOO_BIG


def test_a_document_is_no_picture() -> None:
    with pytest.raises(RefusedUpload) as refusal:
        images.sniff(PDF, image_only=True)
    assert refusal.value.reason is Reason.NOT_AN_IMAGE


@given(st.binary())
def test_no_bytes_end_in_another_exception(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"%PDF-1.4", b"\xff\xd8\xff"):
        with contextlib.suppress(RefusedUpload):
            assert images.sniff(start + data)
