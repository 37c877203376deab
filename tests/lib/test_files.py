"""A file is what its content says; only a few kinds are let in, and a refusal is a sentence."""

import hashlib
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.files import KINDS, Refused, fingerprint, kind_of


def archive(*parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for part in parts:
            file.writestr(zipfile.ZipInfo(part), "<x/>")  # a fixed date: each worker names the same tests
    return held.getvalue()


def box(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00isommp41" + b"\x00" * 40


REST = b"\x00" * 60
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + REST
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + REST
DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + REST

ACCEPTED = [
    ("jpeg", "car.jpg", JPEG),
    ("jpeg", "car.JPEG", b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00" + REST),
    ("jpeg", "car.jpg", b"\xff\xd8\xff\xdb\x00C\x01" + REST),
    ("png", "car.png", PNG),
    ("heic", "IMG_0001.HEIC", box(b"heic")),
    ("heic", "IMG_0001.heic", box(b"mif1")),
    ("webp", "car.webp", b"RIFF\x24\x00\x00\x00WEBPVP8 " + REST),
    ("gif", "car.gif", b"GIF89a" + REST),
    ("pdf", "letter.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n%%EOF\n"),
    ("text", "note.txt", b"Seen at 4pm by the quay.\r\n\tTwice."),
    ("text", "note.txt", "Zoë said “yes”".encode()),
    ("text", "note.txt", b"\xef\xbb\xbfSeen"),
    ("text", "note.txt", "Zoë".encode("utf-16")),
    ("text", "note.txt", "Zoë said “yes”".encode("cp1252")),
    ("text", "note.txt", b"BM was the reg, he <3 her"),
    ("text", "note.txt", b"MZ was the reg"),
    ("docx", "minutes.docx", DOCX),
    ("xlsx", "calls.xlsx", XLSX),
    ("mp3", "call.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00" + REST),
    ("mp3", "call.mp3", b"\xff\xf3\x90\x64" + REST),
    ("m4a", "call.m4a", box(b"M4A ")),
    ("mp4", "call.m4a", box(b"mp42")),
    ("wav", "call.wav", b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + REST),
    ("mp4", "clip.mp4", box(b"isom")),
]


@pytest.mark.parametrize(("code", "name", "content"), ACCEPTED)
def test_a_kind_on_the_list_is_let_in(code, name, content):
    kind = kind_of(content, name)
    assert kind is KINDS[code]
    assert kind_of(content, "no ending") is kind


def test_every_kind_on_the_list_is_shown_here():
    assert {code for code, _, _ in ACCEPTED} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("car.jpg", b"", "This file is empty."),
        ("car.jpg", PROGRAM, "This file is a program, whatever its name says."),
        ("note.txt", b"#!/bin/sh\nls\n", "This file is a program, whatever its name says."),
        ("car.jpg", b"\x7fELF\x02\x01\x01" + REST, "This file is a program"),
        (
            "old.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + REST,
            "This is an older Office file, or one locked",
        ),
        ("all.zip", archive("a.txt"), "This kind of file cannot be attached. Attach a picture"),
        ("slides.docx", archive("[Content_Types].xml", "ppt/presentation.xml"), "This kind of file"),
        (
            "two.docx",
            archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
            "This kind of file",
        ),
        ("not.docx", archive("word/document.xml"), "This kind of file"),
        (
            "minutes.docx",
            archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "This document contains macros. Save it again without them",
        ),
        ("minutes.docx", DOCX[:60], "This file is damaged and cannot be read."),
        ("clip.mov", box(b"qt  "), "This kind of file"),
        ("car.avif", box(b"avif"), "This kind of file"),
        ("page.txt", b"<!DOCTYPE html><script>", "This kind of file"),
        ("car.jpg", b"\n <svg xmlns=''/>", "This kind of file"),
        ("note.txt", b"{\\rtf1 x}", "This kind of file"),
        ("film.avi", b"RIFF\x24\x00\x00\x00AVI LIST" + REST, "This kind of file"),
        ("what", b"\x01\x02\x03\xff", "This kind of file"),
        ("note.txt", b"\xff\xfeZ", "This kind of file"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(name, content, sentence):
    with pytest.raises(Refused, match="^" + re.escape(sentence)) as refusal:
        kind_of(content, name)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", ["car.exe", "car.jpg.exe", "car.exe. ", "car.jpg.exe\x00", "car.pdf", "car.html"])
def test_a_name_that_promises_something_else_is_refused(name):
    with pytest.raises(Refused, match=r"^The name of this file ends in \.\w+, but its content is JPEG picture\. "):
        kind_of(JPEG, name)


def test_a_document_named_as_another_is_refused():
    with pytest.raises(Refused, match=r"ends in \.docx, but its content is Excel workbook\. .* \.xlsx\.$"):
        kind_of(XLSX, "calls.docx")


@pytest.mark.parametrize("name", ["car.png", "IMG_1.HEIC", "car.exe.jpg", "photos.2026/car", "a.b\\car", "", "..."])
def test_a_picture_may_have_the_name_of_another_picture_or_none(name):
    assert kind_of(JPEG, name).code == "jpeg"


def test_a_document_named_as_a_picture_is_refused():
    with pytest.raises(Refused, match=r"ends in \.jpg, but its content is plain text\. .* \.txt\.$"):
        kind_of(b"Seen at 4pm", "car.jpg")


def test_the_limit_is_in_bytes_and_said_in_the_refusal():
    assert kind_of(b"x" * 200, "a.txt", limit=200).code == "text"
    with pytest.raises(Refused, match=r"^This file is 201 bytes. The largest that can be attached is 200 bytes.$"):
        kind_of(b"x" * 201, "a.txt", limit=200)
    with pytest.raises(Refused, match=r"^This file is 2\.0 MB\. The largest that can be attached is 1\.0 MB\.$"):
        kind_of(b"x" * 2**21, "a.txt", limit=2**20)


def test_fingerprint_is_the_sha_256():
    assert fingerprint(b"a") == hashlib.sha256(b"a").hexdigest()


def is_a_listed_kind_or_refused_in_a_sentence(content: bytes, name: str) -> bool:
    try:
        return kind_of(content, name) in KINDS.values()
    except Refused as refusal:
        return str(refusal).endswith(".")


STARTS = st.sampled_from(
    [content[:size] for _, _, content in ACCEPTED for size in (4, 12, 30)] + [PROGRAM, b"PK\x03\x04"]
)


@given(st.one_of(st.binary(max_size=200), st.builds(bytes.__add__, STARTS, st.binary(max_size=200))), st.text())
def test_any_bytes_under_any_name_are_a_listed_kind_or_refused(content, name):
    assert is_a_listed_kind_or_refused_in_a_sentence(content, name)


@given(st.integers(0, len(DOCX) - 1), st.integers(0, 255))
def test_a_damaged_document_is_never_an_error(place, byte):
    damaged = DOCX[:place] + bytes([byte]) + DOCX[place + 1 :]
    assert is_a_listed_kind_or_refused_in_a_sentence(damaged, "minutes.docx")


@given(st.text(min_size=1))
def test_plain_text_without_control_characters_is_let_in_unless_it_is_markup(text):
    spoken = "Note: " + "".join(character for character in text if character.isprintable())
    assert kind_of(spoken.encode(errors="ignore"), "note.txt").code == "text"
