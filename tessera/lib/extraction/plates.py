"""Vehicle registrations: whole ones of each British style, and parts of one.

Fields of a whole plate: `plate` (as written, capitals, no spaces), `plate_key` (O as 0 and I as 1, because
people read them either way) and `style`. Fields of a part: `plate_pattern` (`?` one unknown character, `*`
any number of them), `plate_part` (the longest known run), `plate_part_key`, and `part_at`: start, end or
within. Styles: DVLA form INF104, vehicle registration numbers and number plates. Letters that are never
issued are accepted, because a witness may be wrong and because fictional areas use them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tessera.lib.extraction.cues import PHONE, PLATE, PLATE_NEXT, VEHICLE, Cues, Part, in_one_sentence, parts_in
from tessera.lib.extraction.everyday import AFTER_A_NUMBER, NOT_A_NAME, THREE_LETTERS
from tessera.lib.extraction.found import Certainty, Found
from tessera.lib.extraction.reading import Reading

NEAR = 40  # characters: about half a line

_CURRENT = re.compile(
    r"(?<![\w@])(?P<a>[A-Z01]{2})(?P<gap1>[ -]{0,2})(?P<n>[0-9OI]{2})(?P<gap2>[ -]{0,2})(?P<z>[A-Z01]{3})"
    r"(?![\w*])",
    re.IGNORECASE,
)
# An unknown letter may stand before one with its letter first: “?Z17 KRV” is a current plate.
_PREFIX = re.compile(
    r"(?<![\w@])(?<!(?<!\w)[?])(?P<a>[A-Z])(?P<n>[1-9][0-9OI]{0,2})(?P<gap>[ -]{0,2})(?P<z>[A-Z]{3})(?![\w*])",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?<![\w@])(?P<z>[A-Z]{3})(?P<gap>[ -]{0,2})(?P<n>[1-9][0-9OI]{0,2})(?P<a>[A-Z])(?![\w*])", re.IGNORECASE
)
_DATELESS = re.compile(
    r"(?<![\w@])(?:(?P<z>[A-Z]{1,3})[ -]{0,2}[1-9][0-9]{0,3}|[1-9][0-9]{0,3}[ -]{0,2}(?P<z2>[A-Z]{1,3}))"
    r"(?![\w*])",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w@])(?P<first>[A-Z0-9]{2,6})(?:[ -](?P<more>[A-Z]{1,2}|[0-9]{1,3}))?(?![\w*])", re.IGNORECASE
)
_PRIVATE = re.compile(r"\b(?:private|personal(?:i[sz]ed)?|cherished)\b[^.\n]{0,30}$", re.IGNORECASE)
_MASKED = re.compile(
    r"(?<![\w?*@])(?:(?P<before>[A-Z0-9]{1,4})[ -])?(?P<mask>[A-Z0-9]{0,6}[?*][A-Z0-9?*]{0,6})"
    r"(?:[ -](?P<after>[A-Z0-9?*]{1,4}))?(?![\w?*])",
    re.IGNORECASE,
)
_MASKED_CURRENT = re.compile(r"[A-Z?*]{2}[0-9?*]{2}[A-Z?*]{3}")
# The whole or the beginning of a plate of any style: what stands before a mask must make one with it.
_MASKED_SHAPE = re.compile(
    r"[A-Z?*]{2}[0-9OI?*]{2}[A-Z?*]{0,3}|[A-Z?*][0-9OI?*]{1,3}[A-Z?*]{0,3}|[A-Z?*]{1,3}[0-9OI?*]{1,4}[A-Z?*]?|"
    r"[0-9?*]{1,4}[A-Z?*]{1,3}"
)
_NOT_A_PART = re.compile(
    r"\d{1,2}(?:am|pm)|\d{0,3}(?:1st|2nd|3rd|\dth)|y(?:ear)?\d{1,2}|4x4|\d{1,4}[xkmp]", re.IGNORECASE
)
# Pieces of a current plate or one with its letter first, as somebody remembers them: Z17 KR, 22 CG, WX17.
_PIECES = tuple(
    re.compile(rf"(?<![\w@'-]){piece}(?![\w?*@-])", re.IGNORECASE)
    for piece in (
        r"(?P<before>[A-Z]{1,2})[0-9]{2,3}[ -]?(?P<after>[A-Z]{1,2})",
        r"(?P<before>)[0-9]{2}[ -]?(?P<after>[A-Z]{2,3})",
        r"(?P<before>[A-Z]{2})[0-9]{2}(?P<after>)",
    )
)
# A room, a road, a school year, a bus or a district, and not a piece of a plate.
_NUMBERED = re.compile(
    r"\b(?:rooms?|years?|yrs?|bus(?:es)?|coach|trains?|routes?|flats?|units?|bays?|houses?|platforms?|doors?|floors?|blocks?|"
    r"gates?|stops?|junctions?|jct|exit|class|form|group|post ?-?codes?|age|aged|in|at|on|near|to|from|by|over|under|"
    r"about|around|after|before|past|until)[\W_]*$",
    re.IGNORECASE,
)
_WORDS_BESIDE = THREE_LETTERS | NOT_A_NAME
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)


@dataclass(frozen=True)
class _Around:
    """What the words around a place in the text say."""

    vehicles: Cues
    plates: Cues
    phones: Cues
    named: frozenset[int]
    is_shouted: bool

    def names_a_plate(self, start: int) -> bool:
        """“reg”, “plate is” and the like stand directly before."""
        return start in self.named

    def speaks_of_a_vehicle(self, start: int, end: int) -> bool:
        return self.vehicles.before(start) <= NEAR or self.vehicles.after(end) <= NEAR // 2

    def part_of_a_plate(self, part: Part) -> bool:
        """A vehicle word stands before the part, and nearer than any word for a telephone."""
        away = self.vehicles.before(part.start)
        return away <= NEAR and away < self.phones.before(part.start)


def plates_in(reading: Reading) -> Iterator[Found]:
    """Whole and partial registrations, wherever the shape or the words around make one likely."""
    text = reading.text
    named = frozenset(found.end() for found in PLATE_NEXT.finditer(text))
    around = _Around(Cues(VEHICLE, text), Cues(PLATE, text), Cues(PHONE, text), named, is_shouted=text.isupper())
    whole = list(_whole_plates(reading, around))
    yield from whole
    taken = bytearray(len(reading.original))
    for plate in whole:
        taken[plate.start : plate.end] = b"\x01" * (plate.end - plate.start)
    parts = (_said_parts, _named_parts, _masked, _pieces)
    for part in (part for parts_of in parts for part in parts_of(reading, around)):
        if not any(taken[part.start : part.end]):
            yield part


def _whole_plates(reading: Reading, around: _Around) -> Iterator[Found]:
    styles: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str], _Around], Certainty | None]], ...] = (
        # A123 BCD could be a misread current plate too: the styles without misread letters come first.
        ("prefix", _PREFIX, _prefix),
        ("suffix", _SUFFIX, _suffix),
        ("current", _CURRENT, _current),
        ("dateless", _DATELESS, _dateless),
    )
    for style, shape, judge in styles:
        for match in shape.finditer(reading.text):
            certainty = judge(match, around)
            if certainty:
                plate = _compact(match[0])
                fields = {"plate": plate, "plate_key": plate_key(plate), "style": style}
                yield reading.found("vehicle", match.start(), match.end(), fields, certainty=certainty)


def plate_key(plate: str) -> str:
    """A plate as it is compared: capitals, no spaces, O as 0 and I as 1."""
    return _compact(plate).translate(str.maketrans("OI", "01"))


def _compact(written: str) -> str:
    return written.upper().replace(" ", "").replace("-", "")


def _current(match: re.Match[str], around: _Around) -> Certainty | None:
    """AB12 CDE. Letters read as digits are allowed for, but three letters and a digit must be certain."""
    first, last, named = match["a"], match["z"], around.names_a_plate(match.start())
    letters = first + last
    if sum(letter.isalpha() for letter in letters) < 3 or not any(digit.isdigit() for digit in match["n"]):
        return None
    if not letters.isalpha() and not named:
        return None  # WX11 1AB is a postcode unless it is said to be a plate
    same_case = letters.isupper() or letters.islower()
    if match["gap2"] and last.lower() in THREE_LETTERS:
        stands_out = letters.isupper() and not around.is_shouted
        if not stands_out and not (named and same_case):
            return None
    if match["gap1"] and not letters.isupper() and not named:
        return None  # “is 15 yrs”
    near = named or around.speaks_of_a_vehicle(match.start(), match.end())
    if match["gap2"] and not same_case and not near:
        return None
    spaced = match["gap1"] or match["gap2"]
    return "clear" if near or letters.isupper() or not spaced else "possible"


def _prefix(match: re.Match[str], around: _Around) -> Certainty | None:
    """A123 BCD, issued from 1983 to 2001."""
    near = around.names_a_plate(match.start()) or around.speaks_of_a_vehicle(match.start(), match.end())
    if match["gap"] and match["z"].lower() in THREE_LETTERS:
        return None
    capitals = (match["a"] + match["z"]).isupper()
    if near and (capitals or around.names_a_plate(match.start()) or not match["gap"]):
        return "clear"
    if match["gap"]:
        return "possible" if capitals else None
    return "possible" if len(match["n"]) > 1 else None


def _suffix(match: re.Match[str], around: _Around) -> Certainty | None:
    """ABC 123D, issued from 1963 to 1983: rare, so that, spaced, the words around must speak of a vehicle."""
    named = around.names_a_plate(match.start())
    if match["gap"] and match["z"].lower() in THREE_LETTERS:
        return None
    capitals = (match["a"] + match["z"]).isupper()
    if named or (capitals and around.speaks_of_a_vehicle(match.start(), match.end())):
        return "clear"
    return "possible" if not match["gap"] and len(match["n"]) > 1 else None


def _dateless(match: re.Match[str], around: _Around) -> Certainty | None:
    """ABC 1234 or 1234 AB: too like anything else to offer unless it is said to be a plate."""
    letters = match["z"] or match["z2"]
    if not around.names_a_plate(match.start()) or letters.lower() in THREE_LETTERS:
        return None
    return "clear" if len(_compact(match[0])) >= 5 else None


def _part_fields(pattern: str) -> dict[str, str]:
    part = max(re.split(r"[?*]+", pattern), key=len)
    at = "start" if pattern.startswith(part) else "end" if pattern.endswith(part) else "within"
    return {"plate_pattern": pattern, "plate_part": part, "plate_part_key": plate_key(part), "part_at": at}


def _said_parts(reading: Reading, around: _Around) -> Iterator[Found]:
    """“starting WX2”, “reg ending 7KD”, “part plate AB12”."""
    for part in parts_in(reading.text):
        letters = [character for character in part.text if character.isalpha()]
        digits = [character for character in part.text if character.isdigit()]
        capitals = "".join(letters).isupper()
        about_a_plate = around.part_of_a_plate(part)
        if letters and digits:
            likely = (capitals or about_a_plate) and not _NOT_A_PART.fullmatch(part.text)
        elif letters:
            likely = about_a_plate and capitals and len(letters) <= 3
        else:
            likely = about_a_plate and len(digits) <= 4 and " " not in part.text
        if likely:
            known = _compact(part.text)
            pattern = {"start": f"{known}*", "end": f"*{known}", "within": f"*{known}*"}[part.at]
            certainty: Certainty = "clear" if about_a_plate else "possible"
            yield reading.found("vehicle", part.start, part.end, _part_fields(pattern), certainty=certainty)


def _named_parts(reading: Reading, around: _Around) -> Iterator[Found]:
    """“reg WX21”, “reg Z17 KR”: said to be a plate, too short to be a whole one."""
    for start in sorted(around.named):
        match = _BARE.match(reading.text, start)
        if not match or match["first"].isalpha() or match["first"].isdigit() or _NOT_A_PART.fullmatch(match["first"]):
            continue
        # One or two capitals after the number are the beginning of the last three; “reg WX21 is” is a word.
        more, last = match["more"] or "", match["first"][-1]
        goes_on = more.isupper() and last.isdigit() and not around.is_shouted
        goes_on |= more.isdigit() and last.isalpha() and bool(_PRIVATE.search(reading.text, max(0, start - 40), start))
        end = match.end() if goes_on else match.end("first")
        yield reading.found("vehicle", start, end, _part_fields(f"*{_compact(reading.text[start:end])}*"))


def _pieces(reading: Reading, around: _Around) -> Iterator[Found]:
    """“plate had 22 CG in it”, “grey car Z17 KR”: a piece of a plate in one sentence with a word for a vehicle."""
    text = reading.text
    for piece in (found for shape in _PIECES for found in shape.finditer(text)):
        start, end = piece.span()
        if not _reads_as_a_piece(piece, around) or _NUMBERED.search(text, max(0, start - 14), start):
            continue
        plate, vehicle = around.plates.before(start), around.vehicles.before(start)
        vehicle_after = around.vehicles.after(end)
        of_a_plate = plate <= NEAR and in_one_sentence(text, start - plate, start)
        before = vehicle <= NEAR and in_one_sentence(text, start - vehicle, start)
        if of_a_plate or before or (vehicle_after <= NEAR // 4 and in_one_sentence(text, end, end + vehicle_after)):
            certainty: Certainty = "clear" if of_a_plate else "possible"
            yield reading.found("vehicle", start, end, _part_fields(f"*{_compact(piece[0])}*"), certainty=certainty)


def _reads_as_a_piece(piece: re.Match[str], around: _Around) -> bool:
    """Whether its letters are a plate's, and not those of a word, a unit or a road: 22 in, 30 mph, A12 nr."""
    before, after = piece["before"], piece["after"]
    is_capitals = (before + after).isupper() and not around.is_shouted
    if after.lower() in AFTER_A_NUMBER | THREE_LETTERS or _NOT_A_PART.fullmatch(_compact(piece[0])):
        return False
    if not is_capitals and (not ((before + after).islower() or around.is_shouted) or _VOWEL.search(after)):
        return False
    # AB12 with a longer word in capitals after it is no plate that anybody was given.
    return bool(after) or not re.match(r"[ -][A-Z]{4}", piece.string[piece.end() :])


def _masked(reading: Reading, around: _Around) -> Iterator[Found]:
    """“AB12 ???”, “?? 21 7KD”: the unknown characters are marked."""
    for match in _MASKED.finditer(reading.text):
        firsts = ["before", "mask"] if _belongs_before(match, around) else ["mask"]
        lasts = ["after", "mask"] if _belongs_after(match, around) else ["mask"]
        for first, last in ((first, last) for first in firsts for last in lasts):
            start, end = match.start(first), match.end(last)
            pattern = _compact(reading.text[start:end])
            is_shaped = first == "mask" or _MASKED_SHAPE.fullmatch(pattern)
            if is_shaped and _likely_mask(pattern, start, end, around):
                yield reading.found("vehicle", start, end, _part_fields(pattern))
                break


def _belongs_before(match: re.Match[str], around: _Around) -> bool:
    """Whether what stands before the mask may be the plate's: capitals or digits, and not “was”, “is” or “reg”."""
    before = match["before"]
    if not before or before.lower() in _WORDS_BESIDE or VEHICLE.fullmatch(before):
        return False
    return not before.isalpha() or before.isupper() or around.names_a_plate(match.start("before"))


def _belongs_after(match: re.Match[str], around: _Around) -> bool:
    """Whether what stands after the mask may be the plate's: written as the mask is, and no everyday word."""
    after, letters = match["after"], re.sub("[^A-Za-z]", "", match["mask"])
    if not after or not after.isalpha():
        return bool(after)
    if after.lower() in _WORDS_BESIDE and (around.is_shouted or not after.isupper()):
        return False
    return len(after) < 4 and (not letters or letters.isupper() == after.isupper())


def _likely_mask(pattern: str, start: int, end: int, around: _Around) -> bool:
    known = re.sub(r"[?*]", "", pattern)
    if not 3 <= len(pattern) <= 7 or len(known) < 2:
        return False
    is_named = around.names_a_plate(start)
    is_current = bool(_MASKED_CURRENT.fullmatch(pattern))
    if len(known) == len(pattern) - 1 and pattern.endswith("?") and not is_current:
        return False  # a question mark, not an unknown character
    if is_named or known.isalpha() or known.isdigit():
        return is_named
    return is_current or around.speaks_of_a_vehicle(start, end)
