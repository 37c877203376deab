"""Postcodes, whole, or the outward half alone where the words around speak of a postcode.

Fields: `postcode` (“WX1 4AB”) and `outward` (“WX1”) of a whole one; `outward` alone of half a one. The
shape is that of Royal Mail's Programmers' Guide; areas that do not exist are accepted: fictional areas use
them.
"""

import re
from collections.abc import Iterator

from tessera.lib.extraction.cues import POSTCODE, Cues
from tessera.lib.extraction.found import Certainty, Found
from tessera.lib.extraction.reading import Reading

_WHOLE = re.compile(
    r"(?<![\w@])(?P<outward>[A-Z]{1,2}[0-9][0-9A-Z]?)[ -]{0,2}(?P<inward>[0-9][A-Z]{2})(?!\w)", re.IGNORECASE
)
_RUN_TOGETHER = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}", re.IGNORECASE)
_OUTWARD = re.compile(r"(?<![\w@])[A-Z]{1,2}[0-9][0-9A-Z]?(?!\w)", re.IGNORECASE)
_AREA = re.compile(r"\b(?:areas?|districts?)\b", re.IGNORECASE)
_ROAD = re.compile(r"[ABM][0-9]+", re.IGNORECASE)
_MEASURE = re.compile(r"[0-9](?:st|nd|rd|th|am|pm|km|cm|mm|kg|ml)")  # “Unit B1 2nd floor”, “on the A1 4pm”


def postcodes_in(reading: Reading) -> Iterator[Found]:
    """Whole postcodes anywhere; halves near the word “postcode”, or before “area”."""
    text = reading.text
    said = Cues(POSTCODE, text)
    areas = Cues(_AREA, text)
    for match in _WHOLE.finditer(text):
        is_said = said.before(match.start()) <= 20
        if not is_said and (_MEASURE.fullmatch(match["inward"]) or match["inward"][1:] in ("AM", "PM")):
            continue
        outward, inward = match["outward"].upper(), match["inward"].upper()
        fields = {"postcode": f"{outward} {inward}", "outward": outward}
        # Z17KR may as well be a piece of a plate: nobody can be sure of either.
        is_sure = is_said or not _RUN_TOGETHER.fullmatch(match[0])
        certainty: Certainty = "clear" if is_sure else "possible"
        yield reading.found("place", match.start(), match.end(), fields, certainty=certainty)
    for match in _OUTWARD.finditer(text):
        is_said = said.before(match.start()) <= 30 or said.after(match.end()) <= 12
        is_area = areas.after(match.end()) <= 1 and match[0].isupper() and not _ROAD.fullmatch(match[0])
        if is_said or is_area:
            certainty = "clear" if is_said else "possible"
            fields = {"outward": match[0].upper()}
            yield reading.found("place", match.start(), match.end(), fields, certainty=certainty)
