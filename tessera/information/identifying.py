"""Words that lead from a version for wider sharing back to the report, to whoever wrote it, or to their source."""

import re
from collections.abc import Iterator

from tessera.information.models import Report
from tessera.information.services import LETTERS

SHORTEST_NAME = 3  # letters
MOST_NAMES = 4  # words: more are a description of somebody, and each of its parts is looked for as a whole
_BETWEEN = r"[\W_]*"
_OF_OURS = re.compile(
    rf"(?<![^\W_])(?!SV)[A-Z]{{2}}{_BETWEEN}[{LETTERS}]{{4}}{_BETWEEN}[{LETTERS}]{{4}}(?![^\W_])", re.IGNORECASE
)
_DRAWN_WITH_A_NUMBER = re.compile(r"\d")


def given_away(report: Report, *texts: str) -> list[str]:
    """What these texts give away of a report: a reference, who wrote it, for whom, and who told them. In words.

    However it is spaced, hyphenated or in capitals. A part of a name is looked for too: “Nia”, “Ms Bell”. It finds
    slips; it does not find everything that could lead to somebody, so a person reads the text as well.
    """
    said = "\n".join(texts)
    found = [f"“{words}” ({what})" for words, what in _identifying(report) if _stands_in(words, said)]
    others = (one[0] for one in _OF_OURS.finditer(said) if _DRAWN_WITH_A_NUMBER.search(one[0]))
    known = _letters(report.reference)
    found += [f"“{one}” (a reference of a report or concern)" for one in others if _letters(one) != known]
    return list(dict.fromkeys(found))


def _identifying(report: Report) -> Iterator[tuple[str, str]]:
    yield report.reference, "the report’s reference"
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


def _stands_in(words: str, text: str) -> bool:
    parts = [part for part in re.split(r"[\W_]+", words) if part]
    if len("".join(parts)) < SHORTEST_NAME:
        return False
    return re.search(rf"(?<![^\W_]){_BETWEEN.join(map(re.escape, parts))}(?![^\W_])", text, re.IGNORECASE) is not None


def _letters(reference: str) -> str:
    return re.sub(r"[\W_]+", "", reference).upper()
