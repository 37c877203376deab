"""What an attached file is, judged by its content; its name only has to agree.

Only kinds that practitioners attach and that can be shown safely are let in. The sentence of a refusal is
for the person attaching the file.
"""

import hashlib
import io
import re
import struct
import zipfile
from dataclasses import dataclass
from typing import Literal

import puremagic

from tessera.lib import measures

LIMIT = 25 * 1024 * 1024  # bytes


class Refused(ValueError):
    """The file cannot be attached; the message says why, in a sentence for the person attaching it."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that may be attached. `code` is what is stored, `label` what people read."""

    code: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    family: Literal["picture", "document", "recording"]


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.code: kind
    for kind in (
        FileKind("jpeg", "JPEG picture", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "picture"),
        FileKind("png", "PNG picture", "image/png", (".png",), "picture"),
        FileKind("heic", "HEIC picture", "image/heic", (".heic", ".heif"), "picture"),
        FileKind("webp", "WebP picture", "image/webp", (".webp",), "picture"),
        FileKind("gif", "GIF picture", "image/gif", (".gif",), "picture"),
        FileKind("pdf", "PDF", "application/pdf", (".pdf",), "document"),
        FileKind("text", "plain text", "text/plain", (".txt", ".text"), "document"),
        FileKind("docx", "Word document", _OFFICE + "wordprocessingml.document", (".docx",), "document"),
        FileKind("xlsx", "Excel workbook", _OFFICE + "spreadsheetml.sheet", (".xlsx",), "document"),
        FileKind("mp3", "MP3 recording", "audio/mpeg", (".mp3",), "recording"),
        FileKind("m4a", "M4A recording", "audio/mp4", (".m4a", ".mp4"), "recording"),
        FileKind("wav", "WAV recording", "audio/wav", (".wav",), "recording"),
        FileKind("mp4", "MP4 video", "video/mp4", (".mp4", ".m4v", ".m4a"), "recording"),
    )
}
WHAT_TO_ATTACH = (
    "Attach a picture (JPEG, PNG, HEIC, WebP or GIF), a PDF, plain text, "
    "a Word or Excel document (.docx or .xlsx), a sound recording (MP3, M4A or WAV) or an MP4 video."
)

# The first brand of an ISO base media file (ISO/IEC 14496-12) says what the box holds.
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"), "heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "m4a"),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"), "mp4"),
}
_MPEG_AUDIO = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][^\xf0-\xff]", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_MARKUP = re.compile(r"\s*(?:<[!?a-z/]|\{\\rtf|%!)", re.IGNORECASE)
_MAGIC = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jpe": "jpeg",
    ".jfif": "jpeg",
    ".png": "png",
    ".webp": "webp",
    ".gif": "gif",
    ".pdf": "pdf",
    ".mp3": "mp3",
    ".wav": "wav",
}


def fingerprint(content: bytes) -> str:
    """The SHA-256 of the content in hexadecimal: what shows later that the file is the one that was
    attached.
    """
    return hashlib.sha256(content).hexdigest()


def kind_of(content: bytes, name: str, *, limit: int = LIMIT) -> FileKind:
    """What this file is. `limit` is in bytes.

    Raises Refused, with a sentence, when the file is empty, too large, of a kind that may not be attached, or
    named as something else than it is.
    """
    if not content:
        raise Refused("This file is empty. Choose another file.")
    if len(content) > limit:
        raise Refused(f"This file is {_size(len(content))}. The largest that can be attached is {_size(limit)}.")
    kind = KINDS[_code_of(content)]
    _agree(kind, name)
    _can_be_opened(content, kind)
    return kind


def _can_be_opened(content: bytes, kind: FileKind) -> None:
    """A picture that is small on the disk and huge once it is opened stops whoever looks at it."""
    width, height = measures.pixels_of(content, kind.code)
    if width * height > measures.PIXELS:
        raise Refused(
            f"This picture is {width:,} by {height:,} pixels. The largest that can be attached has "
            f"{measures.PIXELS // 1_000_000} million pixels. Save it smaller."
        )


def _size(size: int) -> str:
    megabytes = size / (1024 * 1024)
    return f"{megabytes:.1f} MB" if megabytes >= 0.1 else f"{size} bytes"


def _code_of(content: bytes) -> str:
    if content.startswith((b"MZ\x90", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        raise Refused(f"This file is a program, whatever its name says. {WHAT_TO_ATTACH}")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "This is an older Office file, or one locked with a password. "
            "Save it again as .docx or .xlsx without a password."
        )
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content[4:8] == b"ftyp":
        return _allowed(_BRANDS.get(content[8:12]))
    if _MPEG_AUDIO.match(content):
        return "mp3"
    if content.startswith(b"%PDF-"):
        return "pdf"
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = _text(content, "utf-16" if is_utf_16 else "utf-8")
    if text is None:
        code = _by_magic(content)
        text = _text(content, "cp1252") if code is None and not is_utf_16 else None
        if text is None:
            return _allowed(code)
    return _allowed(None if _MARKUP.match(text) else "text")


def _allowed(code: str | None) -> str:
    if code is None:
        raise Refused(f"This kind of file cannot be attached. {WHAT_TO_ATTACH}")
    return code


def _by_magic(content: bytes) -> str | None:
    """The surest reading of the first bytes, or nothing when it is not of a kind that may be attached."""
    try:
        surest = puremagic.magic_string(content)[0]
    except puremagic.PureError:
        return None
    return _MAGIC.get(surest.extension)


def _text(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text.removeprefix("\ufeff")


def _office(content: bytes) -> str:
    """Word and Excel files are zip archives; one that carries macros can do harm when it is opened."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise Refused(f"This file is damaged and cannot be read. {WHAT_TO_ATTACH}") from None
    if measures.unpacks_too_far(archive):
        raise Refused("This document would become far larger when it is opened. Save it again, with less in it.")
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("This document contains macros. Save it again without them, as .docx or .xlsx.")
    main_parts = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
    codes = [code for part, code in main_parts.items() if part in names and "[Content_Types].xml" in names]
    return _allowed(codes[0] if len(codes) == 1 else None)


def _agree(kind: FileKind, name: str) -> None:
    """A name without an ending is fine, and so is one picture named as another: telephones do that.

    Anything else would be opened by the wrong program once it leaves here.
    """
    ending = re.search(r"\.[^./\\]*$", name.rstrip(". \t\r\n\0").lower())
    if ending is None or ending[0] in kind.extensions:
        return
    if kind.family == "picture" and any(
        ending[0] in other.extensions for other in KINDS.values() if other.family == "picture"
    ):
        return
    raise Refused(
        f"The name of this file ends in {ending[0][:20]}, but its content is {kind.label}. "
        f"Save it with the ending {kind.extensions[0]}."
    )
