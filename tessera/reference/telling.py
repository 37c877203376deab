"""What we tell a child: one text in words for them, in several languages, each with who has checked it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from tessera.reference.loading import DATA

ENGLISH = "en"


@dataclass(frozen=True)
class Language:
    """A language that a child may be told in. `standing` says to the professional who has checked the words."""

    code: str
    name: str
    own_name: str
    checked_by: str
    checked_on: date | None

    @property
    def standing(self) -> str:
        """Who has read this version; when nobody has, which reader it still needs."""
        if self.checked_by and self.checked_on:
            return f"Checked by {self.checked_by} on {self.checked_on:%-d %B %Y}."
        if self.code == ENGLISH:
            return "Not yet read by a plain-English editor or by young people."
        return "Not yet checked by a translator. Read it with somebody who speaks the language before you give it."


@dataclass(frozen=True)
class Part:
    """A heading with its lines."""

    code: str
    heading: str
    lines: list[str]


@dataclass(frozen=True)
class Telling:
    """Everything a child is told, in one language."""

    language: Language
    heading: str
    parts: list[Part]
    source: tuple[str, ...]


def languages() -> list[Language]:
    """The languages that there is a version in, English first."""
    return [Language(**one) for one in _text()["languages"]]


def telling(code: str, *, worker: str) -> Telling:
    """What a child is told, in the language of this code; in English when there is no such version.

    `worker` is their key worker's name; blank when the reader knows of none, which is not to say that there is none
    (REQ lang-plain-for-children).
    """
    spoken = languages()
    language = next((one for one in spoken if one.code == code), spoken[0])
    text = _text()
    return Telling(
        language=language,
        heading=text["heading"][language.code],
        parts=[_part(part, language.code, worker) for part in text["parts"]],
        source=tuple(text["meta"]["source"]),
    )


def _part(part: dict[str, Any], code: str, worker: str) -> Part:
    beside = part.get("with_worker" if worker else "without_worker")
    said = [beside[code].replace("{worker}", worker)] if beside else []
    return Part(part["id"], part["heading"][code], said + [line[code] for line in part["lines"]])


@cache
def _text() -> dict[str, Any]:
    text: dict[str, Any] = yaml.safe_load((DATA / "telling_children.yaml").read_text(encoding="utf-8"))
    return text
