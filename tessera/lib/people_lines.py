"""People as somebody jots them down, one a line: “Kayleigh ‘Kay’ Marsh, 14”, “man in his 30s called Dez”.

What is read is a suggestion for matching; the line itself is always kept beside it.
"""

import re
from collections.abc import Iterator
from typing import Any

from tessera.lib.extraction.birth_dates import birth_dates_in
from tessera.lib.extraction.nicknames import nicknames_in
from tessera.lib.extraction.reading import reading_of

Fields = dict[str, Any]

LONGEST = 300
TITLES = frozenset(re.findall(r"\w+", "mr mrs ms miss mx dr prof sir rev pc dc ds di sgt det cllr"))
# Words that say who somebody is without naming them.
NOT_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        a an the her his their my our your this that some someone somebody unknown unnamed other
        another same and or of in at on with from for is was possibly maybe about aged age year
        years old yr yrs older younger young adult man men male woman women female boy boys girl
        girls child children teenager lad person people group several two three four mum mother
        mam dad father parent parents step stepdad stepmum stepfather stepmother gran
        grandmother nan nana grandad grandfather aunt auntie uncle cousin brother sister sibling
        foster carer carers guardian friend friends boyfriend girlfriend partner ex driver taxi
        owner manager staff worker key social teacher tutor head form nurse doctor police
        officer school home none nobody noone known not sure no one they he she him them who
        """,
    )
)
PARTICLES = frozenset(re.findall(r"\w+", "van von der den de di da du la le dos bin ibn al el ap ó mac"))
_QUOTED = re.compile(r"[\"“”']([^\"“”'\n]{1,40})[\"“”'](?!\w)")
_BRACKETS = re.compile(r"\(([^()\n]{0,80})\)")
_AGE = re.compile(
    r"(?:\b(?:aged?|is)\s+|,\s*|\(\s*|^)(\d{1,2})(?!\d|[/.:-]\d)(?:\s*(?:years?|yrs?)?(?:\s*old)?)\b", re.I
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*")


def people_named(lines: str) -> Iterator[tuple[str, Fields]]:
    """Each line that is not blank, with what can be read in it: names, nicknames, age, date of birth.

    Fields: `first_name`, `surname`, `nicknames`, `age`, `born_on` (ISO), or `description` for nobody named.
    Any text is accepted.
    """
    for line in lines.splitlines():
        words = " ".join(line.split())
        if words.strip(" -–•*.,"):
            yield words, _read(words[:LONGEST])


def _read(line: str) -> Fields:
    reading = reading_of(line)
    text = reading.text
    nicknames = [str(found.fields["nickname"]) for found in nicknames_in(reading)]
    nicknames += [quoted for quoted in _QUOTED.findall(text) if quoted not in nicknames and quoted.strip()]
    born = next((str(found.fields["born_on"]) for found in birth_dates_in(reading)), "")
    age = _AGE.search(text)
    fields: Fields = {**_names(text, nicknames)}
    if nicknames:
        fields["nicknames"] = [*fields.get("nicknames", []), *nicknames]
    if age and int(age[1]) > 0:
        fields["age"] = int(age[1])
    if born:
        fields["born_on"] = born
    return fields if {"first_name", "surname", "nicknames"} & set(fields) else {**fields, "description": line}


def _names(text: str, nicknames: list[str]) -> Fields:
    """The names in the first part of the line, before any comma or dash that begins a description."""
    plain = _BRACKETS.sub(" ", _QUOTED.sub(" ", text))
    first_part = re.split(
        r"[,;:\t]| - |\b(?:aka|alias|known as|called|goes by|dob|d\.o\.b|born|aged)\b", plain, flags=re.I
    )[0]
    words = [found[0] for found in _WORD.finditer(first_part)]
    is_titled = any(word.rstrip(".").lower() in TITLES for word in words)
    words = [word for word in words if word.rstrip(".").lower() not in TITLES]
    named = [word for word in words if word.lower() not in NOT_NAMES and not re.search("['’]s$", word)]
    has_other_words = len(named) < len(words)
    if has_other_words:  # “her mum Lisa Marsh”: among other words, only capitals make a name
        named = [word for word in named if word[0].isupper()]
    if not named or len(named) > 5 or named[0] in nicknames:
        return {}
    if len(named) == 1:
        # One name alone may be of either sort: matching compares a nickname with both.
        return {"surname": named[0]} if is_titled else {"nicknames": named}
    # Middle names are left out, but “van der Berg” is one surname.
    start = next((place for place, word in enumerate(named[1:], 1) if word in PARTICLES), len(named) - 1)
    return {"first_name": named[0], "surname": " ".join(named[start:])}
