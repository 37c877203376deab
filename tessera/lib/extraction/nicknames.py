"""People spoken of by a nickname: “nickname ‘Smiler’”, “known as Jay”, “goes by Big T”, “called Jay”.

Fields: `nickname`, as written, its spaces made single.
"""

import re
from collections.abc import Iterator

from tessera.lib.extraction.everyday import NOT_A_NAME, NOT_A_PERSONS
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
# “A pub called The Castle”, “goes by the Castle every day”: an article is of places, too.
_OF_A_PLACE = re.compile(
    r"\b(?:places?|pubs?|bars?|clubs?|caf[eé]s?|shops?|hotels?|houses?|homes?|flats?|estates?|parks?|streets?|roads?|"
    r"alleys?|areas?|spots?|sites?|schools?|colleges?|groups?|gangs?|bands?|teams?|games?|apps?|films?|songs?|boats?|"
    r"somewhere|it|what|which|there|that(?:'s)?) {1,3}(?:(?:is|was|are|also|locally) {1,3}){0,2}$",
    re.IGNORECASE,
)
_BEFORE = 60  # characters
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
            name = _unquoted(reading.text, said)
            start, end = said.end(), said.end() + len(name)
            certainty = "possible"
        if re.search(r"[^\W\d_]", name):
            fields = {"nickname": " ".join(reading.words(start, end).split())}
            yield reading.found("person", start, end, fields, certainty=certainty)


def _unquoted(text: str, said: re.Match[str]) -> str:
    """The first word, with the next ones while they have capitals; nothing where no name follows."""
    words = _WORDS.match(text, said.end())
    if not words:
        return ""
    first, *rest = words[0].split(" ")
    if first.lower() == "the":
        if not (rest and _names_somebody(rest[0], text, said)):
            return ""
    elif first.rstrip(".,'-").lower() in NOT_A_NAME or (said["strict"] and not first[0].isupper()):
        return ""
    name = first
    for word in rest:
        if name.endswith(".") or not (first[0].isupper() or name.lower() == "the") or not word[0].isupper():
            break
        name += " " + word
    return re.sub(r"(?:'s|[.'-]+)$", "", name)


def _names_somebody(word: str, text: str, said: re.Match[str]) -> bool:
    """“Known as The Castle”: whether what follows an article is what somebody is called, and no place or service is."""
    if not word[0].isupper() or word.rstrip(".,'-").lower() in NOT_A_NAME | NOT_A_PERSONS:
        return False
    if said[0].lower().split()[-1] == "by" and text[said.end()] == "t":
        return False
    return not _OF_A_PLACE.search(text[max(0, said.start() - _BEFORE) : said.start()])
