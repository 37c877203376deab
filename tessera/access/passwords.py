"""Which new passwords are too easily guessed, besides the short and the common ones."""

import re
from typing import Any

from django.core.exceptions import ValidationError

# What somebody who knows this site would try first. Administrators read them in docs/administrators.md.
WORDS = ("tessera", "safeguarding", "exploitation", "protection", "partnership", "estuary", "wexmouth", "password")
ENOUGH = 8  # characters besides them
SHORTEST = 3  # letters of a name that tell it from any word
TOO_EASY = "This password is mostly words that others would try first, such as your name or the name of this site. Add other words."


class MoreThanWordsOfOurs:
    """Words of the site, and of the person's own name and address, do not count towards a password."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when too little is left without those words."""
        about = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')}".casefold()
        own = {word for word in re.split(r"[\W_\d]+", about) if len(word) >= SHORTEST}
        left = password.casefold()
        for word in sorted({*WORDS, *own}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < ENOUGH:
            raise ValidationError(TOO_EASY)

    def get_help_text(self) -> str:
        """What Django shows beside a password."""
        return TOO_EASY
