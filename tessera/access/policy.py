"""The Answer to “may I do this?”: yes, or no with a sentence a practitioner can read."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Answer:
    """Yes or no, with the reason a person can read. Truthy when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Go on when the answer is yes. Raises PermissionDenied with the sentence when it is no."""
        if not self.allowed:
            raise PermissionDenied(self.reason)


YES = Answer(True)


def no(reason: str) -> Answer:
    """A refusal: a full sentence that says what would have to change."""
    return Answer(False, reason)
