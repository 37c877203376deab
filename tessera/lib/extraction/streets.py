"""Street addresses: “Flat 2, 14 Harbour Street”, “14 harbour st”, “on Quay Road”.

Fields: `street` (small letters, the kind of street in full) and, when given, `number` (“14A”) and `flat`.
"""

import re
from collections.abc import Iterator

from tessera.lib.extraction.everyday import NOT_A_NAME
from tessera.lib.extraction.found import Found
from tessera.lib.extraction.reading import Reading

_IN_FULL = {
    "st": "street",
    "rd": "road",
    "ave": "avenue",
    "ln": "lane",
    "cres": "crescent",
    "gdns": "gardens",
    "terr": "terrace",
    "sq": "square",
}
# Some kinds are ordinary words too (“10 Minute Walk”): those need a house number and a capital.
_SURE = "street|st|road|rd|avenue|ave|lane|ln|crescent|cres|terrace|terr|gardens|gdns|mews"
_ALSO_WORDS = "close|drive|way|place|court|hill|rise|view|row|walk|grove|square|sq|parade|quay|green|park"
_FLAT = r"(?:(?:flat|apartment|apt|unit|room) {1,3}(?P<flat>[0-9]{1,4}[A-Za-z]?|[A-Za-z])(?:,? {1,3}|, ?))?"

_WORD = re.compile(r"[^ -]+")
_NUMBERED = re.compile(
    rf"(?<![\w/.-])(?i:{_FLAT})(?P<number>[0-9]{{1,4}}[A-Za-z]?(?:-[0-9]{{1,4}})?),? {{1,3}}"
    rf"(?P<name>(?:[A-Z][\w'.]{{0,20}}[ -]{{1,2}}){{1,3}}?)(?P<sort>(?i:{_SURE}|{_ALSO_WORDS}))(?!\w)"
)
_SMALL = re.compile(
    rf"\b(?:at|address|of|from|to|outside|near|number|no\.?) {{1,3}}(?P<number>[0-9]{{1,4}}[a-z]?) {{1,3}}"
    rf"(?P<name>(?:[a-z][\w']{{1,20}} ){{1,2}}?)(?P<sort>{_SURE})(?!\w)"
)
_UNNUMBERED = re.compile(
    rf"(?<![\w/.-])(?P<name>(?:[A-Z][a-z'.]{{1,20}}[ -]{{1,2}}){{1,3}}?)"
    rf"(?P<sort>{'|'.join(sort.title() for sort in _SURE.split('|'))})(?!\w)"
)
_NOT_A_STREET = NOT_A_NAME | {"minute", "minutes", "metre", "metres", "yard", "yards"}
_BEFORE_THE_NAME = NOT_A_NAME | {"every", "near", "outside", "opposite", "main", "side"}


def streets_in(reading: Reading) -> Iterator[Found]:
    """Addresses with a house number, then streets alone where their capitals show that they are names."""
    for shape in (_NUMBERED, _SMALL):
        for match in shape.finditer(reading.text):
            parts = match.groupdict()
            words = _WORD.findall(match["name"])
            if words[0].lower() not in _NOT_A_STREET:
                start = match.start() if parts.get("flat") else match.start("number")
                fields = {key: value.upper() for key in ("flat", "number") if (value := parts.get(key))}
                fields["street"] = _street(words, match["sort"])
                yield reading.found("place", start, match.end(), fields)
    for match in _UNNUMBERED.finditer(reading.text):
        named = list(_WORD.finditer(reading.text, *match.span("name")))
        while named and named[0][0].lower() in _BEFORE_THE_NAME:  # “Near Quay Road”
            named.pop(0)
        if named:
            fields = {"street": _street([word[0] for word in named], match["sort"])}
            yield reading.found("place", named[0].start(), match.end(), fields, certainty="possible")


def _street(words: list[str], sort: str) -> str:
    return " ".join([*words, _IN_FULL.get(sort.lower(), sort)]).lower()
