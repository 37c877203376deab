"""People as somebody jots them down, one a line: “Kayleigh ‘Kay’ Marsh, 14”, “man in his 30s called Dez”.

What is read is a suggestion for matching; the line itself is always kept beside it. The one place where a person's
names are read from words.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from tessera.lib.extraction.birth_dates import birth_dates_in, dates_in
from tessera.lib.extraction.nicknames import nicknames_in
from tessera.lib.extraction.reading import reading_of
from tessera.lib.linkage.nicknames import families_of

Fields = dict[str, Any]

LONGEST = 300
# Years. Beside a bare name, a date of the last few years is rather the day that something happened.
YOUNGEST_BY_DATE_ALONE = 4
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
# And yet surnames, when they are written as one after a first name: “Sam Friend”, “Adam Young”.
SURNAMES_TOO = frozenset(re.findall(r"\w+", "young friend friends head key mann foster driver nurse other child form"))
PARTICLES = frozenset(re.findall(r"\w+", "van von der den de di da du la le dos bin ibn al el ap ó mac"))
# Words after which a date is of something that happened.
HAPPENED = re.compile(
    r"\b(?:on|at|from|in|for|with|was|is|by|before|after|since|until|till|last|seen|met|missing|spotted|reported|"
    r"visited|came|went|left|returned|absent|excluded|moved|arrested|admitted|started|joined|died)\b",
    re.IGNORECASE,
)
# A time of day, or the end of a time, after a date.
_GOES_ON = re.compile(
    r"[ ,]*(?:(?:at|to|-)\s*\d|to\b|until\b|till\b|\d{1,2}[:.]\d\d|\d{1,2}\s*[ap]\.?m\b|\d{4}\s*(?:h|hrs|hours)\b)",
    re.I,
)
_QUOTED = re.compile(r"[\"“”']([^\"“”'\n]{1,40})[\"“”'](?!\w)")
_BRACKETS = re.compile(r"\(([^()\n]{0,80})\)")
_AGE = re.compile(
    r"(?:\b(?:aged?|is)\s+|,\s*|\(\s*|^)(\d{1,2})(?!\d|[/.:-]\d)(?:\s*(?:years?|yrs?)?(?:\s*old)?)\b", re.I
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*")
_NAME_ENDS = re.compile(
    r"[,;:\t]| - |\b(?:aka|alias|known as|nicknamed?|called|goes by|dob|d\.o\.b|born|aged)\b", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
# “Dax or Jax”, “Dax/Jax”: one person, and nobody knows which.
_OR = re.compile(r"\s+or\s+(?:maybe\s+|possibly\s+)?|(?<=[^\W\d_]{2})\s?/\s?(?=[^\W\d_]{2})", re.IGNORECASE)


def people_named(lines: str) -> Iterator[tuple[str, Fields]]:
    """Each line that is not blank, with what can be read in it of one person: see `person_in`.

    “Tegan Hollis and Dax Smith, in year 9” is two people, each with what is said of both.
    """
    for line in lines.splitlines():
        words = " ".join(line.split())
        if words.strip(" -–•*.,"):
            for one in _each_of(words):
                yield one, person_in(one)


def _each_of(words: str) -> list[str]:
    """The line once for each name in it that an “and” joins to another; the line itself when none does."""
    names = _NAME_ENDS.split(words[:LONGEST])[0]
    each = [name.strip() for name in _AND.split(names)]
    if len(each) < 2 or not all(_is_plainly_a_name(name) for name in each):
        return [words]
    rest = words[len(names.rstrip()) :]
    return [name + rest for name in each]


def _is_plainly_a_name(text: str) -> bool:
    words = _without_titles(_words_of(text))
    return (
        0 < len(words) <= 3
        and " ".join(words) == text
        and all(word[0].isupper() and word.lower() not in NOT_NAMES for word in words)
    )


def person_in(words: str) -> Fields:
    """What these words say of one person: names, nicknames, age, date of birth.

    Fields: `first_name`, `surname`, `nicknames`, `age`, `born_on` (ISO), or `description` for nobody named. A date
    that stands beside the name, with no word of anything that happened then, is a date of birth. Names of which
    nobody can tell which is which are all given as nicknames: matching compares those with names of either sort.
    Any text is accepted.
    """
    line = words[:LONGEST]
    reading = reading_of(line)
    text = reading.text
    nicknames = [str(found.fields["nickname"]) for found in nicknames_in(reading)]
    nicknames += [quoted for quoted in _QUOTED.findall(text) if quoted not in nicknames and quoted.strip()]
    undated = text
    for dated in reversed(dates_in(text)):
        undated = undated[: dated.start] + ", " + undated[dated.end :]
    age = _AGE.search(undated)
    years = int(age[1]) if age else 0
    born = next((str(found.fields["born_on"]) for found in birth_dates_in(reading)), "") or _born_beside(text, years)
    fields: Fields = _names(undated)
    if nicknames:
        fields["nicknames"] = list(dict.fromkeys([*fields.get("nicknames", []), *nicknames]))
    if years:
        fields["age"] = years
    if born:
        fields["born_on"] = born
    return fields if {"first_name", "surname", "nicknames"} & set(fields) else {**fields, "description": line}


def _born_beside(text: str, years: int) -> str:
    """A date that stands directly beside a name, or with no more than an age or “girl” between them.

    Not one after which a time of day stands, nor one that does not fit the age given.
    """
    for dated in dates_in(text)[:1]:
        before = _BRACKETS.sub(" ", _QUOTED.sub(" ", text[: dated.start]))
        name, *between = _NAME_ENDS.split(before)
        if between and _surname_first(name, between[0]):
            between = between[1:]
        named = _without_titles(_words_of(name))
        who = _names_among(named)
        of_the_person = all(word.lower() in NOT_NAMES for piece in between for word in _words_of(piece))
        # Small letters do not tell a name from a verb: two of them are a name.
        reads_as_a_name = all(word[0].isupper() or word.lower() in PARTICLES for word in who) or (
            len(named) == 2 and not any(word[0].isupper() for word in who)
        )
        happened = HAPPENED.search(before) or _GOES_ON.match(text, dated.end)
        if not dated.born_on or happened or not (who and reads_as_a_name and of_the_person):
            return ""
        since = date.today().year - date.fromisoformat(dated.born_on).year
        if since < YOUNGEST_BY_DATE_ALONE:
            return ""
        return dated.born_on if not years or since - 1 <= years <= since else ""
    return ""


def _words_of(text: str) -> list[str]:
    return [found[0] for found in _WORD.finditer(text)]


def _without_titles(words: list[str]) -> list[str]:
    return [word for word in words if word.rstrip(".").lower() not in TITLES]


def _names(text: str) -> Fields:
    """The names in the first part of the line, before any comma, dash or verb that begins a description."""
    plain = _BRACKETS.sub(" ", _QUOTED.sub(" ", text))
    parts = _NAME_ENDS.split(plain)
    if plain[len(parts[0]) :].startswith(",") and (turned := _surname_first(parts[0], parts[1])):
        return turned
    happened = HAPPENED.search(parts[0])
    before = parts[0][: happened.start()] if happened and happened[0].islower() else ""
    first, *others = _OR.split(before if _one_name(before) else parts[0])
    return _with_others(_one_name(first), [_one_name(other) for other in others if not _has_other_words(other)])


def _surname_first(before: str, after: str) -> Fields:
    """“Hollis, Tegan”: one word, a comma, and one word with a capital letter. Empty for anything else.

    “Oliver, James” may be either way round, and two people: when the first word is known to be given as a first name
    nobody can tell, so both are names to look for. And while the second is not known to be one, the first may still
    be a first name, with something else after it: it is looked for as a name too.
    """
    surname, given = _words_of(before), _words_of(after)
    if len(surname) != 1 or len(given) != 1 or after.strip(" .") != given[0] or not given[0][0].isupper():
        return {}
    one, other = surname[0], given[0]
    if {one.lower(), other.lower()} & (NOT_NAMES | TITLES):
        return {}
    is_first_name, is_given = bool(families_of(one.lower())), bool(families_of(other.lower()))
    if is_first_name and not one.isupper():
        return {"nicknames": [one, other]} if is_given else {}
    turned: Fields = {"first_name": other, "surname": one}
    is_plain = is_given or len(other) == 1 or (len(one) > 1 and one.isupper() and not other.isupper())
    return turned if is_plain else {**turned, "nicknames": [one]}


def _with_others(first: Fields, others: list[Fields]) -> Fields:
    """One person who may be called one thing or another: the first name given, also known as the others."""
    said = dict(first)
    if "first_name" not in said and (surname := next((one["surname"] for one in others if "first_name" in one), "")):
        alone = said.pop("surname", "") or said.pop("nicknames")[0]  # “Dax or Jax Smith”
        said |= {"first_name": alone, "surname": surname}
    if not said:
        said, others = (others[0], others[1:]) if others else ({}, [])
    for other in others:
        called = [other.get("first_name", ""), other.get("surname", ""), *other.get("nicknames", [])]
        also = " ".join(name for name in called if name and name != said.get("surname"))
        if also and also != said.get("first_name"):
            said["nicknames"] = list(dict.fromkeys([*said.get("nicknames", []), also]))
    return said


def _names_among(words: list[str]) -> list[str]:
    names: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        is_surname = word.istitle() and word.lower() in SURNAMES_TOO and before.istitle() and before in names
        if (is_surname or word.lower() not in NOT_NAMES) and not re.search("['’]s$", word):
            names.append(word)
    return names


def _has_other_words(text: str) -> bool:
    """“Dax or his brother Jax” are two people."""
    words = _without_titles(_words_of(text))
    return len(_names_among(words)) < len(words)


def _one_name(text: str) -> Fields:
    words = _words_of(text)
    is_titled = len(words) > len(words := _without_titles(words))
    named = _names_among(words)
    if len(named) < len(words):  # “her mum Lisa Marsh”: among other words, only capitals make a name
        named = [word for word in named if word[0].isupper()]
    if not named or len(named) > 5:
        return {}
    if len(named) == 1:
        # One name alone may be of either sort: matching compares a nickname with both.
        return {"surname": named[0]} if is_titled else {"nicknames": named}
    # Middle names are left out, but “van der Berg” is one surname.
    start = next((place for place, word in enumerate(named[1:], 1) if word in PARTICLES), len(named) - 1)
    return {"first_name": named[0], "surname": " ".join(named[start:])}
