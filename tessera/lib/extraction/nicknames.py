"""People spoken of by a nickname: “nickname ‘Smiler’”, “known as Jay”, “goes by Big T”, “called Jay”.

Fields: `nickname`, as written, its spaces made single.
"""

import re
from collections.abc import Iterator

from tessera.lib.extraction.everyday import NOT_A_NAME
from tessera.lib.extraction.found import Certainty, Found
from tessera.lib.extraction.reading import Reading

_SAID = re.compile(
    r"\b(?:(?P<loose>nick ?-?name(?:s|d)?(?: {1,3}(?:is|was|of|as|the))?|"
    r"known {1,3}(?:(?:locally|only|just|also|better|to \w{1,20}) {1,3})?as|"
    r"(?:goes|went|going|go) {1,3}by(?: {1,3}the {1,3}(?:nick)?name(?: {1,3}of)?)?|a\.?k\.?a\b\.?|alias|"
    r"street {1,3}names?(?: {1,3}(?:is|was|of))?)|"
    r"(?P<strict>call(?:s|ed|ing)?(?: {1,3}(?:him|her|them)(?:self|selves)?)?))"
    r"[:,]?[ \t\n]{1,3}",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"([^\"\n]{1,40})\"|'([^'\n]{1,40}(?:'\w[^'\n]{0,20})?)'(?!\w)")
_WORDS = re.compile(r"[^\W_][\w'.-]{0,30}(?: [^\W_][\w'.-]{0,30}){0,2}")


def nicknames_in(reading: Reading) -> Iterator[Found]:
    """Nicknames in quotation marks, or one word to three after the phrase that introduces them."""
    for said in _SAID.finditer(reading.text):
        certainty: Certainty
        quoted = _QUOTED.match(reading.text, said.end())
        if quoted:
            start, end = quoted.span(1) if quoted[1] else quoted.span(2)
            name = reading.text[start:end]
            certainty = "clear"
        else:
            name = _unquoted(reading.text, said.end(), needs_capital=bool(said["strict"]))
            start, end = said.end(), said.end() + len(name)
            certainty = "possible"
        if re.search(r"[^\W\d_]", name):
            fields = {"nickname": " ".join(reading.words(start, end).split())}
            yield reading.found("person", start, end, fields, certainty=certainty)


def _unquoted(text: str, place: int, *, needs_capital: bool) -> str:
    """The first word, with the next ones while they have capitals; nothing where no name follows."""
    words = _WORDS.match(text, place)
    if not words:
        return ""
    first, *rest = words[0].split(" ")
    if first.rstrip(".,'-").lower() in NOT_A_NAME or (needs_capital and not first[0].isupper()):
        return ""
    name = first
    for word in rest:
        if name.endswith(".") or not first[0].isupper() or not word[0].isupper():
            break
        name += " " + word
    return re.sub(r"(?:'s|[.'-]+)$", "", name)
