"""Which words can be seen. A field full of marks that no screen draws is an empty answer."""

import unicodedata

# Letters and signs by their category, and drawn as nothing: the Hangul fillers and the blank of Braille.
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Control, format and half of a character; spaces and line ends; marks that need a letter to stand on.
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"))


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing at all, whatever characters are there."""
    return all(character in FILLERS or unicodedata.category(character) in UNSEEN for character in text)


def on_one_line(text: str) -> str:
    """The text as one line that a terminal shows: “?” for a line end and for whatever else cannot be seen."""
    return "".join(character if character.isprintable() else "?" for character in text)
