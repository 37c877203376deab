"""Telephone numbers in any format, and parts of one.

Fields of a whole number: `e164` and `digits`. `digits` is how people in the United Kingdom quote it, with
its leading nought (07700900456), or the international digits of a foreign number, so that a part given by a
witness can be looked for in it. Fields of a part: `digits` (`?` for one not caught) and `part_at`. Numbers only have to be possible,
not allocated: fictional ranges and new ranges count.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers

from tessera.lib.extraction.cues import PHONE, PHONE_NEXT, VEHICLE, Cues, parts_in
from tessera.lib.extraction.found import Certainty, Found
from tessera.lib.extraction.reading import Reading

NEAR = 40  # characters: about half a line
LONGEST = 15  # digits, ITU-T E.164
_WHOLE = 11  # digits of a mobile number in the United Kingdom, its leading 0 among them

_RUN = re.compile(r"(?<!\w)[+(]{0,2}[0-9](?:[ ()./-]{0,3}(?:\0{3} ?)?[0-9])*")
_FIRST_DIGITS = re.compile(r"0[1235789]|00[1-9]|447|7")
_GROUP = re.compile(r"[0-9]+")
_LOCAL = re.compile(r"[0-9]{3,8}(?:[ -][0-9]{3,5})?(?!\w)")
_TRUNK = re.compile(r"(?<=[0-9])( ?)\(0\)")  # +44 (0)7700: not dialled after the country's number, blanked out as NULs
_DATE = re.compile(
    r"(?<![\w+])(?:(?:0?[1-9]|[12][0-9]|3[01])(?P<mark>[/. -])(?:0?[1-9]|1[0-2])(?P=mark)(?:19|20)?[0-9]{2}|"
    r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])(?!\w|[/.-][0-9])"
)
# The beginning of a number as it is usually spaced, with some of its last digits not caught: 07700 900 9.
_BEGINNING = re.compile(r"(?:07[0-9]{3}|01[0-9]{2,3}|02[0-9])(?:[ -]?[0-9]{1,4}){1,3}")
_SHORTEST_BEGINNING, _LONGEST_BEGINNING = 7, 10  # digits
# The letter O for a nought, and a number of whole length in which some digits were not caught: 07700 9009?1.
_WITH_LETTERS = re.compile(r"(?<![\w+])(?:\+44|[0Oo])(?:[ -]?[0-9Oo]){9,11}(?!\w)")
_NOUGHTS = str.maketrans("Oo", "00")
_MOST_LETTERS = 4
_WITH_GAPS = re.compile(r"(?<![\w+])0[12357](?:[ -]?[0-9?*]){8,9}(?![\w*]|[ -]?[0-9])")
_MOST_GAPS = 3
_A_TIME_THAT_ENDS = re.compile(
    r"\b(?:week|month|year|period|shift|term|season|day|lesson|session|time)s?\W*$", re.IGNORECASE
)


class _Number(NamedTuple):
    e164: str
    digits: str
    is_allocated: bool
    certainty: Certainty


def phones_in(reading: Reading) -> Iterator[Found]:
    """Whole numbers, numbers said to be a telephone's, and parts of one."""
    text = _TRUNK.sub(lambda trunk: trunk[1] + "\0" * 3, reading.text)
    # Dates are blanked out first: 01/02/2026 16.30 has the digits of a number in it.
    numbers = [run.span() for run in _RUN.finditer(text) if _is_one_number(run[0])]
    text = _DATE.sub(lambda date: date[0] if _is_within(date, numbers) else "x" * len(date[0]), text)
    text = _WITH_LETTERS.sub(_noughts_for_letters, text)
    for run in _RUN.finditer(text):
        yield from _in_run(reading, text, run)
    for cue in PHONE_NEXT.finditer(text):
        local = _LOCAL.match(text, cue.end())
        digits = _digits(local[0]) if local else ""
        if local and 5 <= len(digits) <= 8:
            yield reading.found("phone", local.start(), local.end(), {"digits": digits}, certainty="possible")
    yield from _parts(reading, text)
    yield from _beginnings(reading, text)
    yield from _with_gaps(reading, text)


def _is_one_number(run: str) -> bool:
    return _parsed(_digits(run), is_international=run.startswith(("+", "(+"))) is not None


def _is_within(date: re.Match[str], numbers: list[tuple[int, int]]) -> bool:
    """Whether this is no date but the last groups of a number: 07700 10 11 22, +33 6 12 34 56 78, 07 12 10 45 67 8."""
    for start, end in numbers:
        if start <= date.start() and date.end() <= end:
            whole = date.string[start:end]
            is_in_pairs = whole.startswith("07") and date["mark"] == " " and len(_digits(whole)) == _WHOLE
            return date.start() > start or is_in_pairs
    return False


def _noughts_for_letters(written: re.Match[str]) -> str:
    """“07700 9OO 931” with noughts, if nearly all of it is digits and it then is a number."""
    read = written[0].translate(_NOUGHTS)
    letters = sum(character in "Oo" for character in written[0])
    is_number = _parsed(_digits(read), is_international=read.startswith("+"))
    return read if 0 < letters <= _MOST_LETTERS and is_number else written[0]


def _with_gaps(reading: Reading, text: str) -> Iterator[Found]:
    """“07700 9009?1”: a number of which all but a few digits were caught. A “?” after a whole one is a question."""
    for match in _WITH_GAPS.finditer(text):
        digits = re.sub("[ -]", "", match[0]).replace("*", "?")
        gaps = digits.count("?")
        is_asked = digits.endswith("?") and _parsed(digits.rstrip("?"), is_international=False)
        if 0 < gaps <= _MOST_GAPS and not is_asked:
            fields = {"digits": digits, "part_at": "start" if digits.endswith("?") else "within"}
            yield reading.found("phone", match.start(), match.end(), fields)


def _digits(written: str) -> str:
    return "".join(_GROUP.findall(written))


def _in_run(reading: Reading, text: str, run: re.Match[str]) -> Iterator[Found]:
    """A run of digits may hold several numbers, or one after something else: try from each group of it."""
    groups = [group.span() for group in _GROUP.finditer(text, run.start(), run.end())]
    is_international = run[0].startswith(("+", "(+"))
    first = 0
    while first < len(groups):
        number, last = _longest_number(text, groups, first, is_international and first == 0)
        if number:
            start = groups[first][0]
            while start > run.start() and text[start - 1] in "+(":
                start -= 1
            fields = {"e164": number.e164, "digits": number.digits}
            yield reading.found("phone", start, groups[last][1], fields, certainty=number.certainty)
        first = last + 1


def _longest_number(
    text: str, groups: list[tuple[int, int]], first: int, is_international: bool
) -> tuple[_Number | None, int]:
    """The longest number that starts with this group, an allocated one by preference, and its last group."""
    choices: list[tuple[_Number, int]] = []
    digits = ""
    for last in range(first, len(groups)):
        begin, end = groups[last]
        if len(digits) + end - begin > LONGEST + 2:
            break
        digits += text[begin:end]
        if len(digits) > 2 and not is_international and not _FIRST_DIGITS.match(digits):
            break
        number = _parsed(digits, is_international)
        if number:
            choices.append((number, last))
    choices.sort(key=lambda choice: (choice[0].is_allocated, choice[1]))
    return choices[-1] if choices else (None, first)


def _parsed(digits: str, is_international: bool) -> _Number | None:
    certainty: Certainty = "clear"
    if is_international:
        dialled = "+" + digits
    elif re.fullmatch(r"00[1-9][0-9]{7,14}", digits):
        dialled = "+" + digits[2:]
    elif re.fullmatch(r"0[1235789][0-9]{8,9}", digits):
        dialled = digits
    elif re.fullmatch(r"447[0-9]{9}", digits):
        dialled = "+" + digits
    elif re.fullmatch(r"7[0-9]{9}", digits):
        dialled, certainty = "0" + digits, "possible"  # a spreadsheet drops the leading nought
    else:
        return None
    try:
        number = phonenumbers.parse(dialled, "GB")
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    is_british = number.country_code == 44
    said = "0" + e164[3:] if is_british else e164[1:]
    is_allocated = is_british or phonenumbers.is_valid_number(number)
    return _Number(e164, said, is_allocated, certainty)


def _beginnings(reading: Reading, text: str) -> Iterator[Found]:
    """“07700 900 9”: a run of digits that starts as a number does and stops before its end."""
    phones = Cues(PHONE, text)
    for run in _RUN.finditer(text):
        digits = _digits(run[0])
        if not _BEGINNING.fullmatch(run[0]) or _parsed(digits, is_international=False):
            continue
        # Run together it may be any reference; spaced, or with a word for a telephone, it is a number's beginning.
        is_phone = phones.before(run.start()) <= NEAR
        if _SHORTEST_BEGINNING <= len(digits) <= _LONGEST_BEGINNING and (is_phone or run[0] != digits):
            certainty: Certainty = "clear" if is_phone else "possible"
            fields = {"digits": digits, "part_at": "start"}
            yield reading.found("phone", run.start(), run.end(), fields, certainty=certainty)


def _parts(reading: Reading, text: str) -> Iterator[Found]:
    """“number ending 456”, “starts 07700”."""
    phones, vehicles = Cues(PHONE, text), Cues(VEHICLE, text)
    for part in parts_in(text):
        digits = _digits(part.text)
        if any(character.isalpha() for character in part.text) or len(digits) > 10:
            continue
        phone, vehicle = phones.before(part.start), vehicles.before(part.start)
        if vehicle <= NEAR and vehicle < phone:
            continue
        is_phone = phone <= NEAR
        sounds_like_one = part.at == "end" and len(digits) >= 3
        if part.at == "start" and digits.startswith(("01", "02", "07")):
            sounds_like_one = len(digits) in (3, 5, 6, 7, 8, 9)  # 0730 is a time
        if _A_TIME_THAT_ENDS.search(text, max(0, part.said_at - 12), part.said_at):
            continue
        if is_phone or sounds_like_one:
            certainty: Certainty = "clear" if is_phone else "possible"
            fields = {"digits": digits, "part_at": part.at}
            yield reading.found("phone", part.start, part.end, fields, certainty=certainty)
