"""A file that is small on the disk and huge when it is opened is refused, and nothing is unpacked to see it."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.files import Refused, kind_of
from tessera.lib.measures import pixels_of

REST = b"\x00" * 60


def png(width, height):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02" + REST


def gif(width, height):
    return b"GIF89a" + struct.pack("<HH", width, height) + REST


def jpeg(width, height):
    comment = b"\xff\xfe\x00\x06abcd"
    frame = b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 8 + comment + b"\xff" + frame + REST


def webp(width, height):
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x24\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + size + REST


def heic(width, height):
    small, large = (
        b"\x00\x00\x00\x14ispe" + bytes(4) + struct.pack(">II", *pair) for pair in ((9, 9), (width, height))
    )
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + small + large + small + REST


MADE = {"png": png, "gif": gif, "jpeg": jpeg, "webp": webp, "heic": heic}


@given(st.sampled_from(sorted(MADE)), st.integers(16, 60_000), st.integers(16, 60_000))
def test_the_measure_is_read_from_the_head_and_decides(code, width, height):
    content = MADE[code](width, height)
    assert pixels_of(content, code) == (width, height)
    if width * height <= 100_000_000:
        assert kind_of(content, f"gate.{code}").code == code
    else:
        with pytest.raises(Refused, match=f"{width:,} by {height:,} pixels.*Save it smaller"):
            kind_of(content, f"gate.{code}")


@given(st.sampled_from(sorted(MADE)), st.binary(max_size=300))
def test_any_head_is_measured_without_an_error(code, content):
    width, height = pixels_of(content, code)
    assert width >= 0
    assert height >= 0


def test_a_document_that_unpacks_to_far_more_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for part in ("[Content_Types].xml", "word/document.xml"):
            file.writestr(part, "<x/>")
        with file.open("word/media/picture.bmp", "w", force_zip64=True) as large:
            for _ in range(320):
                large.write(bytes(1024 * 1024))
    with pytest.raises(Refused, match="far larger when it is opened"):
        kind_of(held.getvalue(), "minutes.docx")


def test_a_document_of_very_many_parts_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for part in ("[Content_Types].xml", "word/document.xml", *map(str, range(10_001))):
            file.writestr(part, "")
    with pytest.raises(Refused, match="far larger when it is opened"):
        kind_of(held.getvalue(), "minutes.docx")


@pytest.mark.parametrize(
    "content", [b'<svg onload="x()"/>', b"<?xml version='1.0'?><svg/>", b"  <!DOCTYPE html>", b"<script>"]
)
def test_markup_is_not_taken_as_a_picture_or_as_text(content):
    for name in ("gate.svg", "gate.png", "note.txt"):
        with pytest.raises(Refused):
            kind_of(content, name)
