"""What a recogniser hands back: one thing that the text speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "phone", "vehicle", "place", "account", "organisation"]
Certainty = Literal["clear", "possible"]


@dataclass(frozen=True)
class Found:
    """Something a narrative speaks of, offered to the writer as a mention.

    `words` is the text exactly as written, `text[start:end]`. `fields` are the normalised values that
    matching compares; which fields there are depends on the kind, and each recogniser's module says so.
    `ids` are the things already held that go by this name. `certainty` is "clear" when the shape or the
    words around it leave little doubt, and "possible" when it may well be something else.
    """

    kind: Kind
    words: str
    start: int
    end: int
    fields: Mapping[str, str] = field(hash=False)
    ids: tuple[int, ...] = ()
    certainty: Certainty = "clear"
