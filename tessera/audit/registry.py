"""Each kind of event, declared once with its sentence. The investigators' page and the docs read this list."""

from dataclasses import dataclass

KINDS: dict[str, "Event"] = {}


@dataclass(frozen=True)
class Event:
    """A kind of thing that is recorded, and the sentence that tells it. Raises ValueError when declared twice."""

    kind: str
    sentence: str

    def __post_init__(self) -> None:
        if self.kind in KINDS:
            raise ValueError(f"The event {self.kind} is declared twice.")
        KINDS[self.kind] = self
