"""Words that lead from a version for wider sharing back to the report, to whoever wrote it, or to their source."""

import re
from collections.abc import Iterator

from tessera.information.models import Report
from tessera.information.services import LETTERS
from tessera.lib.disguised import stands_in

MOST_NAMES = 4  # words: more are a description of somebody, and each of its parts is looked for as a whole
_BETWEEN = r"[\W_]*"
SAY_LITTLE = frozenset([
    "a", "an", "and", "another", "area", "by", "child", "children", "for", "friend", "from", "give", "going", "in", "it",
    "member", "name", "not", "of", "or", "other", "person", "public", "s", "self", "somebody", "someone", "staff", "the",
    "themselves", "to", "who", "with", "worker",
])  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_OF_OURS = re.compile(
    rf"(?<![^\W_])(?!SV)[A-Z]{{2}}{_BETWEEN}[{LETTERS}]{{4}}{_BETWEEN}[{LETTERS}]{{4}}(?![^\W_])", re.IGNORECASE
)
_BARE = re.compile(rf"(?<![^\W_])(?<!SV-)(?<![A-Z]{{2}}-)[{LETTERS}]{{4}}-[{LETTERS}]{{4}}(?![^\W_])", re.IGNORECASE)
_DRAWN_WITH_A_NUMBER, _AND_A_LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")


def given_away(report: Report, *texts: str) -> list[str]:
    """What these texts give away of a report: a reference, who wrote it, for whom, and who told them. In words.

    However it is written (`lib.disguised`). A part of a name is looked for too: “Nia”, “Ms Bell”. It finds slips; it
    does not find everything that could lead to somebody, so a person reads the text as well.
    """
    said = "\n".join(texts)
    found = [f"“{words}” ({what})" for words, what in _identifying(report) if stands_in(words, said)]
    bare = [one[0] for one in _BARE.finditer(said) if _AND_A_LETTER.search(one[0])]
    others = [one for one in (*(one[0] for one in _OF_OURS.finditer(said)), *bare) if _DRAWN_WITH_A_NUMBER.search(one)]
    known = _letters(report.reference)
    found += [f"“{one}” (a reference of a report or concern)" for one in others if not known.endswith(_letters(one))]
    return list(dict.fromkeys(found))


def initials(report: Report, *texts: str) -> list[str]:
    """The initials of whoever wrote the report or told them, where they stand in these texts: “N.B.”, “NB”."""
    names = [report.author.user.name if report.author else "", report.source_name]
    letters = [[part[0] for part in name.split() if part[0].isupper()] for name in names]
    found = (re.search(r"\b" + r"\.?\s?".join(few) + r"\b\.?", "\n".join(texts)) for few in letters if len(few) > 1)
    return list(dict.fromkeys(one[0] for one in found if one))


def hints(report: Report, *texts: str) -> list[str]:
    """Words in these texts that may say where it came from without naming it: “triage hub”, “a hotel”, “the nurse”.

    To be pointed out, and left to whoever shares it: “hotel” may say where something happened just as well.
    """
    said, says_little = "\n".join(texts), SAY_LITTLE | set(report.agency.town.casefold().split())
    sorts = [report.agency.get_kind_display(), report.origin.label if report.origin else "", report.source_role]
    words = [word for sort in sorts for word in _WORD.findall(sort)]
    found: list[str] = []
    for part in [*_parts(report.agency.name), *_parts(report.source_agency), *words]:
        is_said = any(word.casefold() not in says_little for word in _WORD.findall(part)) and stands_in(part, said)
        if is_said and not any(stands_in(part, longer) for longer in found):
            found.append(part)
    return found


def _parts(name: str) -> list[str]:
    """What is left of a name without some of its first or last words, the longest first."""
    words = name.split()
    lengths = range(len(words) - 1, 0, -1)
    return [" ".join(words[first : first + many]) for many in lengths for first in range(len(words) - many + 1)]


def _identifying(report: Report) -> Iterator[tuple[str, str]]:
    yield report.reference, "the report’s reference"
    yield report.reference.partition("-")[2], "the report’s reference"
    yield report.agency.name, "the agency that wrote it"
    yield report.source_agency, "the source’s agency"
    yield report.source_reference, "that agency’s reference"
    yield report.source_contact, "how to reach the source"
    if report.author is not None:
        yield from _names(report.author.user.name, "who wrote it")
    yield from _names(report.source_name, "the source")


def _names(name: str, whose: str) -> Iterator[tuple[str, str]]:
    """The whole, what stands between its commas, and of a name each part of it."""
    yield name, whose
    for part in name.split(",") if "," in name else ():
        yield part, whose
    parts = name.replace(",", " ").split()
    if 1 < len(parts) <= MOST_NAMES and all(part[0].isupper() for part in parts):
        yield from ((part, whose) for part in parts)
    elif parts:
        yield parts[-1], whose


def _letters(reference: str) -> str:
    return re.sub(r"[\W_]+", "", reference).upper()
