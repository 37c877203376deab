"""How large a file would become once it is opened, read from its head: nothing is unpacked to find out."""

import struct
import zipfile

PIXELS = 100_000_000
UNPACKED = 300 * 1024 * 1024  # bytes
PARTS = 10_000

# Frame headers of JPEG (ITU-T T.81, B.1.1.3); C4, C8 and CC are tables.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD9)}


def pixels_of(content: bytes, code: str) -> tuple[int, int]:
    """Width and height that a picture says it has; 0 by 0 where its head does not say."""
    try:
        if code == "png":
            return struct.unpack(">II", content[16:24])
        if code == "gif":
            return struct.unpack("<HH", content[6:10])
        if code == "webp":
            return _webp(content)
        if code == "heic":
            return _heic(content)
        return _jpeg(content) if code == "jpeg" else (0, 0)
    except (struct.error, IndexError):
        return 0, 0


def unpacks_too_far(archive: zipfile.ZipFile) -> bool:
    """An archive that is small on the disk and would fill one when it is opened."""
    parts = archive.infolist()
    return len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 1 if marker == 0xFF else 2
        if marker not in _ALONE and marker != 0xFF:
            at += max(2, struct.unpack(">H", content[at : at + 2])[0])
    return 0, 0


def _webp(content: bytes) -> tuple[int, int]:
    if content[12:16] == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if content[12:16] == b"VP8L" and content[20] == 0x2F:
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _heic(content: bytes) -> tuple[int, int]:
    """The largest of the extents that a HEIC picture names for its parts (ISO/IEC 23008-12, `ispe`)."""
    found, at = (0, 0), content.find(b"ispe")
    while at >= 0:
        width, height = struct.unpack(">II", content[at + 8 : at + 16])
        found = max(found, (width, height), key=lambda pair: pair[0] * pair[1])
        at = content.find(b"ispe", at + 4, 1_000_000)
    return found
