"""People as somebody jots them down, one a line: “Kayleigh ‘Kay’ Marsh, 14”, “man in his 30s called Dez”.

What is read is a suggestion for matching; the line itself is always kept beside it. The one place where a person's
names are read from words.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from tessera.lib.extraction.birth_dates import birth_dates_in, dates_in
from tessera.lib.extraction.everyday import MIDDLE_NAMES, NOT_A_PERSONS
from tessera.lib.extraction.nicknames import nicknames_in
from tessera.lib.extraction.reading import reading_of
from tessera.lib.firms import firm_in
from tessera.lib.linkage.nicknames import families_of
from tessera.lib.people_words import (
    NAME_ENDS,
    NOT_NAMES,
    PARTICLES,
    SURNAMES_TOO,
    TITLES,
    is_a_small_full_name,
    is_plainly_a_full_name,
    is_plainly_a_name,
    without_opening,
    without_titles,
    words_of,
)

Fields = dict[str, Any]

LONGEST = 300
# Years. Beside a bare name, a date of the last few years is rather the day that something happened.
YOUNGEST_BY_DATE_ALONE = 4
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
    r"(?:\b(?:aged?|is)\s+|,\s*|\(\s*|^)(\d{1,2})(?!\d|[/.:-]\d|(?: \(?[1-9]\d{3}| \(0\)))(?:\s*(?:years?|yrs?)?(?:\s*old)?)\b",
    re.I,
)
_BETWEEN_NAMES = re.compile(r"\s*[,;]\s*|\s+(?:and|&)\s+", re.IGNORECASE)
# “Margaret (Peggy) Jones”, “E.Tansley”, and a number that ends a line or its first part.
_CALLED = re.compile(r"(?<=\w) ?\(([^\W\d_][\w'’-]{1,30})\) ?(?=[^\W\d_])")
_AGE_AT_THE_END = re.compile(r"^([^\d,;:]{3,60}?) (\d{1,2})\s*(?=$|[,;)]| - )")
_IS = r"(?:\s+(?:is|was))?\s*[:=-]?\s+"
_LABELLED = {
    "first_name": re.compile(rf"\b(?:first ?name|given name|forename){_IS}([^\W\d_][\w'’-]*)", re.I),
    "surname": re.compile(rf"\b(?:surname|last ?name|family name){_IS}([^\W\d_][\w'’-]*)", re.I),
}
_BORN_SHORT = re.compile(r"\bb\.?\s*$")
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
            each = [words] if firm_in(words) else _each_of(without_opening(words[:LONGEST]) + words[LONGEST:])
            for one in each if len(each) > 1 else [words]:
                yield one, person_in(one)


def _each_of(words: str) -> list[str]:
    """The line once for each name in it that is joined to another; the line itself when none is.

    An “and” joins names of any length; a comma or a semicolon only full ones, which places and firms are not.
    """
    line = words[:LONGEST]
    names = NAME_ENDS.split(line)[0]
    each = [name.strip() for name in _AND.split(names)]
    if len(each) > 1 and (all(map(is_plainly_a_name, each)) or all(map(is_a_small_full_name, each))):
        rest = words[len(names.rstrip()) :]
        return [name + rest for name in each]
    full: list[str] = []
    end = place = 0
    for joint in (*_BETWEEN_NAMES.finditer(line), None):
        name = line[place : joint.start() if joint else len(line)].strip(" .")
        if not is_plainly_a_full_name(name):
            # With an “and” before it, what follows may be one more of them: “Kay Marsh, Jo Hill and Dax”.
            joined = line[end:place].strip(" ,;")
            if joined or len(full) < 2:
                return [words]
            # An age or a date is of the one it stands beside.
            rest = words[end:]
            return [*(one if re.search(r"\d", rest) else one + rest for one in full[:-1]), full[-1] + rest]
        full.append(name)
        end = joint.start() if joint else len(line)
        place = joint.end() if joint else len(line)
    return full if len(full) > 1 and len(words) <= LONGEST else [words]


def person_in(words: str) -> Fields:
    """What these words say of one person: names, nicknames, age, date of birth.

    Fields: `first_name`, `surname`, `nicknames`, `age`, `born_on` (ISO), or `description` for nobody named. A date
    that stands beside the name, with no word of anything that happened then, is a date of birth. Names of which
    nobody can tell which is which are all given as nicknames: matching compares those with names of either sort.
    Any text is accepted. A firm is nobody: “Hertz UK Ltd” is only a description.
    """
    line = words[:LONGEST]
    if firm_in(line):
        return {"description": line}
    reading = reading_of(line)
    text = reading.text
    nicknames = [str(found.fields["nickname"]) for found in nicknames_in(reading)]
    nicknames += [quoted for quoted in _QUOTED.findall(text) if quoted not in nicknames and quoted.strip()]
    nicknames += [called for called in _CALLED.findall(text) if called.lower() not in NOT_NAMES | TITLES]
    undated = text
    for dated in reversed(dates_in(text)):
        undated = _BORN_SHORT.sub("", undated[: dated.start]) + ", " + undated[dated.end :]
    years = _age_in(undated)
    born = next((str(found.fields["born_on"]) for found in birth_dates_in(reading)), "") or _born_beside(
        without_opening(text), years
    )
    fields: Fields = _labelled(undated) or _names(without_opening(undated))
    fields = _with_brackets(fields, text)
    if nicknames:
        with_article = [set(called.lower().split()) for called in nicknames if called.lower().startswith("the ")]
        read = [one for one in fields.get("nicknames", []) if not any({one.lower()} <= words for words in with_article)]
        fields["nicknames"] = list(dict.fromkeys([*read, *nicknames]))
    if years:
        fields["age"] = years
    if born:
        fields["born_on"] = born
    return fields if {"first_name", "surname", "nicknames"} & set(fields) else {**fields, "description": line}


def _labelled(text: str) -> Fields:
    """“Surname Hollis, first name Tegan”."""
    said = {name: found[1] for name, pattern in _LABELLED.items() if (found := pattern.search(text))}
    return said if len(said) > 1 else {}


def _with_brackets(fields: Fields, text: str) -> Fields:
    """A name in brackets after the rest: “Darren (Dax)” is called both, “Tig (Tegan Hollis)” is Tegan Hollis."""
    said = dict(fields)
    for inside in _BRACKETS.findall(_CALLED.sub(" ", text)):
        if (
            not is_plainly_a_name(inside)
            or firm_in(inside)
            or NOT_A_PERSONS & {word.lower() for word in words_of(inside)}
        ):
            continue
        named = _one_name(inside)
        is_initials = len(said.get("first_name", "")) == len(said.get("surname", "")) == 1
        if "first_name" in named and ("first_name" not in said or is_initials):
            alone = "" if is_initials else said.get("surname", "")
            called = [name for name in [*said.pop("nicknames", []), alone] if name]
            said |= {**named, **({"nicknames": called} if called else {})}
        elif said:
            said["nicknames"] = list(dict.fromkeys([*said.get("nicknames", []), " ".join(inside.split())]))
    return said


def _age_in(undated: str) -> int:
    """The age said, or the number that stands directly after a full name. Nought when there is none."""
    if age := _AGE.search(undated):
        return int(age[1])
    stated = _AGE_AT_THE_END.match(undated)
    if not stated:
        return 0
    name = _BRACKETS.sub(" ", _QUOTED.sub(" ", stated[1]))
    is_known = is_a_small_full_name(name) and families_of(name.split()[0])
    return int(stated[2]) if is_plainly_a_full_name(name) or is_known else 0


def _born_beside(text: str, years: int) -> str:
    """A date that stands directly beside a name, or with no more than an age or “girl” between them.

    Not one after which a time of day stands, nor one that does not fit the age given.
    """
    for dated in dates_in(text)[:1]:
        before = _BRACKETS.sub(" ", _QUOTED.sub(" ", text[: dated.start]))
        if not before.strip(" (-"):  # “6/9/2010 Erin Tansley”
            after = _AGE_AT_THE_END.sub(r"\1", text[dated.end :].strip(" ,:;-)"))
            before = text[dated.end :] if is_plainly_a_full_name(NAME_ENDS.split(after)[0].strip()) else before
        name, *between = NAME_ENDS.split(before)
        if between and _surname_first(name, between[0]):
            between = between[1:]
        named = without_titles(words_of(name))
        who = _names_among(named)
        of_the_person = all(word.lower() in NOT_NAMES for piece in between for word in words_of(piece))
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


def _names(text: str) -> Fields:
    """The names in the first part of the line, before any comma, dash or verb that begins a description."""
    plain = _BRACKETS.sub(" ", _QUOTED.sub(" ", text)).lstrip(" ,:;-–")
    parts = NAME_ENDS.split(plain)
    if plain[len(parts[0]) :].startswith(",") and (turned := _surname_first(parts[0], parts[1])):
        return turned
    happened = HAPPENED.search(parts[0])
    before = parts[0][: happened.start()] if happened and happened[0].islower() else ""
    first, *others = _OR.split(before if _one_name(before) else parts[0])
    return _with_others(_one_name(first), [_one_name(other) for other in others if not _has_other_words(other)])


def _surname_first(before: str, after: str) -> Fields:
    """“Hollis, Tegan”: a surname, a comma, and a first name with a capital letter. Empty for anything else.

    Particles may stand before the surname, and middle names known to be names after the first name. “Oliver, James”
    may be either way round, and two people: when the first word is known to be given as a first name nobody can tell,
    so both are names to look for. And while the second is not known to be one, the first may still be a first name,
    with something else after it: it is looked for as a name too.
    """
    *particles, one = words_of(before) or [""]
    other, *middle = words_of(after) or [""]
    if not (one and other[:1].isupper()) or " ".join(after.replace(".", " ").split()) != " ".join([other, *middle]):
        return {}
    if not all(word.lower() in PARTICLES for word in particles) or not all(map(_is_a_middle_name, middle)):
        return {}
    if {one.lower(), other.lower()} & (NOT_NAMES | TITLES):
        return {}
    is_first_name, is_given = bool(families_of(one.lower())), bool(families_of(other.lower()))
    if is_first_name and not one.isupper() and not particles:
        return {"nicknames": [one, other]} if is_given else {}
    turned: Fields = {"first_name": other, "surname": " ".join([*particles, one])}
    is_written_so = len(one) > 1 and one.isupper() and not other.isupper()
    is_plain = is_given or len(other) == 1 or is_written_so or bool(middle or particles)
    return turned if is_plain else {**turned, "nicknames": [one]}


def _is_a_middle_name(word: str) -> bool:
    known = len(word) == 1 or word.lower() in MIDDLE_NAMES or bool(families_of(word.lower()))
    return word[0].isupper() and known and word.lower() not in NOT_A_PERSONS


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


def _run_of_names(words: list[str]) -> list[str]:
    """The first words that stand together as names: a word in small letters that is no particle ends them."""
    named = _names_among(words)
    run: list[str] = []
    for word in words:
        if word in named and (not word[0].islower() or word in PARTICLES):
            run.append(word)
        elif any(not name[0].islower() for name in run):
            break
        else:
            run = []
    while run and run[-1] in PARTICLES:
        run.pop()
    return run


def _has_other_words(text: str) -> bool:
    """“Dax or his brother Jax” are two people."""
    words = without_titles(words_of(text))
    return len(_names_among(words)) < len(words)


def _one_name(text: str) -> Fields:
    words = words_of(text)
    is_titled = len(words) > len(words := without_titles(words))
    named = _names_among(words)
    has_capitals = any(word[0].isupper() for word in named)
    # “her mum Lisa Marsh”: among other words, only capitals make a name. Two words alone are both of it.
    if len(named) < len(words) or (has_capitals and len(words) != 2):
        named = _run_of_names(words)
    if not named or len(named) > 5:
        return {}
    if len(named) == 1:
        # One name alone may be of either sort: matching compares a nickname with both.
        return {"surname": named[0]} if is_titled else {"nicknames": named}
    # Middle names are left out, but “van der Berg” is one surname.
    start = next((place for place, word in enumerate(named[1:], 1) if word in PARTICLES), len(named) - 1)
    return {"first_name": named[0], "surname": " ".join(named[start:])}
