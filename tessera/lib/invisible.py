"""Which words can be seen. A field full of marks that no screen draws is an empty answer."""

import re
import unicodedata

# Letters and signs by their category, and drawn as nothing: the Hangul fillers and the blank of Braille.
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Control, format and half of a character; spaces and line ends; marks that need a letter to stand on.
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"))

# Marks that turn the order in which letters are shown, for as long as nobody ends it: a name that has one can be made
# to look like another. Letters of Arabic or Hebrew run from right to left without any, and the marks of one place
# beside them (U+200E, U+200F) turn nothing else, and stay.
_TURNS = "\u202a-\u202e\u2066-\u2069"
_TURNING = re.compile(f"[{_TURNS}]")
# What a terminal does instead of showing it: every control character but a line end and a tab.
_OBEYED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_TURNS}]")


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing at all, whatever characters are there."""
    return all(character in FILLERS or unicodedata.category(character) in UNSEEN for character in text)


def on_one_line(text: str) -> str:
    """The text as one line that a terminal shows: “?” for a line end and for whatever else cannot be seen."""
    return "".join(character if character.isprintable() else "?" for character in text)


def on_a_terminal(text: str) -> str:
    """The text with its lines, in letters of every script, and “?” for whatever a terminal would obey and not show."""
    return _OBEYED.sub("?", text)


def without_turns(text: str) -> str:
    """The text without the unseen marks that show what stands after them in another order."""
    return _TURNING.sub("", text)
