"""Words about people that are no names, and what reads plainly as a name."""

import re

from tessera.lib.extraction.everyday import LOOKS, NOT_A_PERSONS
from tessera.lib.linkage.nicknames import families_of

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
        owner keeper registered hirer manager staff worker key social teacher tutor head form nurse doctor police
        officer school home none nobody noone known not sure no one they he she him them who
        i im we my it its think thinks believe believes name names named pupil student patient client resident user
        service suspect suspected victim subject perpetrator associate yp worried concerned concern regarding re
        saw seen spoke heard met report wife husband daughter son neighbour landlord lodger baby relative relation
        """,
    )
)
# And yet surnames, when they are written as one after a first name: “Sam Friend”, “Adam Young”.
SURNAMES_TOO = frozenset(
    re.findall(r"\w+", "young friend friends head key mann foster driver keeper nurse other child form")
)
PARTICLES = frozenset(re.findall(r"\w+", "van von der den de di da du la le dos bin ibn al el ap ó mac"))
NAME_ENDS = re.compile(
    r"[,;:\t]| - |\b(?:aka|alias|known as|nicknamed?|called|goes by|dob|d\.o\.b|born|aged|(?-i:b)\.?(?=\s*\d)|"
    r"attend(?:s|ed|ing)|lives|lived|living|works|worked|goes|knows|knew|has|had|drives|drove|stays|stayed|looks|"
    r"wears|wearing|hangs|likes|uses|tells|told|says|who)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*")
_RUN_ON_INITIAL = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_])")
# “Child: …”, “Mum - …”, “Female, …”: says who somebody is, and the name comes after it.
_OPENING = re.compile(r"[^,:;]{1,60}?(?P<mark>\s*:|,|;|\s+[-–—])\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th|s)?")
_MOST_OPENINGS = 3


def words_of(text: str) -> list[str]:
    return [found[0] for found in _WORD.finditer(_RUN_ON_INITIAL.sub(r"\1 ", text))]


def without_titles(words: list[str]) -> list[str]:
    return [word for word in words if word.rstrip(".").lower() not in TITLES]


def is_plainly_a_name(text: str) -> bool:
    words = without_titles(words_of(text))
    return (
        0 < len(words) <= 3
        and " ".join(words) == " ".join(text.replace(".", " ").split())
        and all(word[0].isupper() and word.lower() not in NOT_NAMES for word in words)
    )


def is_plainly_a_full_name(text: str) -> bool:
    words = words_of(text)
    return len(words) > 1 and is_plainly_a_name(text) and not NOT_A_PERSONS & {word.lower() for word in words}


def is_a_small_full_name(text: str) -> bool:
    """“erin tansley”: two words in small letters that neither say who somebody is nor what they look like."""
    words = text.split()
    others = NOT_NAMES | TITLES | LOOKS | NOT_A_PERSONS
    return len(words) == 2 and all(word.islower() and word.isalpha() and word not in others for word in words)


def without_opening(line: str) -> str:
    """The line from the name on, where what stands before it says who somebody is: “Child: Tegan Hollis, 14”.

    The line itself where no name follows: “Man in his 30s, silver car”.
    """
    rest = line
    for _ in range(_MOST_OPENINGS):
        opening = _OPENING.match(rest)
        if not opening or not _says_who(opening[0]):
            break
        rest = rest[opening.end() :]
    return (
        rest if rest != line and _opens_with_a_name(rest, is_said=line[: -len(rest)].rstrip().endswith(":")) else line
    )


def _says_who(text: str) -> bool:
    said = [word for word in re.findall(r"[\w'’]+", text.lower()) if not _NUMBER.fullmatch(word)]
    return bool(said) and all(word in NOT_NAMES for word in said)


def _opens_with_a_name(rest: str, *, is_said: bool) -> bool:
    """Whether a name comes first: any that reads plainly as one after a colon, else one that nothing else is like."""
    name = re.split(r"[\d(]", NAME_ENDS.split(rest)[0])[0].strip(" .")
    first = re.split(r"\s+(?:and|&|or)\s+", name)[0]
    is_known = is_plainly_a_name(first) and bool(families_of(words_of(first)[0].lower()))
    is_alone = is_plainly_a_name(first) and first.lower() not in LOOKS
    return is_plainly_a_full_name(first) or is_a_small_full_name(first) or is_known or (is_said and is_alone)
