"""Where a rule or a row of a list comes from, by the name that a reader knows and not by our number for it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A document that the lists were taken from: what a page calls it, and its whole title."""

    name: str
    title: str


DOCUMENTS = {
    "000": Document(
        "Children and the Police inquiry (2014)",
        "All Party Parliamentary Group for Children, Children and the Police inquiry: oral evidence session 7, "
        "“Child sexual exploitation and trafficking”, 6 May 2014",
    ),
    "002": Document(
        "Key messages from research: Police (2017)",
        "Nicola Sharp-Jeffs, Maddy Coy and Liz Kelly, Key messages from research on child sexual exploitation: "
        "Police, January 2017",
    ),
    "003": Document(
        "Gathering evidence: scoping report (2008)",
        "Scoping report on gathering evidence of the sexual exploitation of children and young people, 2008",
    ),
    "004": Document(
        "Toolbox for professionals (2016–17)",
        "Children abused through sexual exploitation: a toolbox for professionals, Southend, Essex and Thurrock, 2016–17",
    ),
}
_NUMBER = re.compile(rf"(?<![\w./§-])({'|'.join(DOCUMENTS)})(?![\w./-])(?:[ ,]+(?=\S))?")


def cited(sources: Iterable[str]) -> str:
    """These sources in words, one after the other: “Toolbox for professionals (2016–17), ‘Schools’”."""
    return "; ".join(_NUMBER.sub(_named, source) for source in sources)


def _named(number: re.Match[str]) -> str:
    name = DOCUMENTS[number[1]].name
    return f"{name}, " if number[0] != number[1] else name
