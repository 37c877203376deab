"""The names somebody is called by, in the combinations of sounds and letters that match keys are made of."""

from __future__ import annotations

from collections.abc import Iterator

from tessera.lib.linkage.normalise import name_codes
from tessera.lib.linkage.prepared import Prepared
from tessera.lib.linkage.sounds import letters_heard_as


class Names:
    """How everything a person is called sounds."""

    def __init__(self, known: Prepared) -> None:
        self.first = name_codes(known.first)
        self.surname = name_codes(known.surname)
        self.nicknames = tuple(code for name in known.nicknames for code in name_codes(name))
        self.codes = tuple(dict.fromkeys((*self.first, *self.surname, *self.nicknames)))
        self.initials = tuple(dict.fromkeys(code[0] for code in (*self.first, *self.surname)))
        self.has_both = bool(self.surname and (self.first or self.nicknames))
        self.has_initial = known.first.is_initial != known.surname.is_initial
        last = self.surname if known.first.is_initial and not known.surname.is_initial else ()
        self.of_the_first_name = tuple(
            dict.fromkeys((*(() if known.first.is_initial else self.first), *self.nicknames, *last))
        )
        self._plain = known.first.plain, known.surname.plain

    def pairs(self) -> Iterator[str]:
        """First name (or nickname) with surname, in either order; and nickname with first name."""
        for one in dict.fromkeys((*self.first, *self.nicknames)):
            for other in self.surname:
                yield "names|" + "|".join(sorted((one, other)))
        for one in self.nicknames:
            yield from (f"called|{one}|{other}" for other in self.first if other != one)

    def with_initial(self) -> Iterator[str]:
        """How one name sounds with the first letter of the other: “T. Hollis”, “Hollis T”, “Tegan H”."""
        first, surname = self._plain
        if first and surname:
            for codes, letter, other in ((self.first, surname[0], first), (self.surname, first[0], surname)):
                if len(other) > 1:
                    yield from (f"{code}|{letter}" for code in codes)

    def half_heard(self) -> Iterator[str]:
        """How one name sounds, with the beginning or the end of the other as written."""
        first, surname = self._plain
        if first and surname:
            for codes, letters in ((self.first, surname), (self.surname, first)):
                for code in codes[:2]:
                    yield f"heard|{code}|{letters[:3]}"
                    yield f"heard|{code}|-{letters[-3:]}"

    def first_name_misheard(self) -> Iterator[str]:
        """How the surname sounds, with each letter that the first name may begin with, for one that was heard wrong.

        Everybody is filed under their own first letter, for initials.
        """
        first, surname = self._plain
        if len(first) > 1 and len(surname) > 1:
            for code in self.surname[:2]:
                yield from (f"{code}|{letter}" for letter in letters_heard_as(first[0]))

    def ends(self) -> Iterator[str]:
        """The beginning or the end of both names as written, in either order, for two that were both misspelt."""
        first, surname = self._plain
        if len(first) > 2 and len(surname) > 2:
            for one in dict.fromkeys((first[:3], "-" + first[-3:])):
                for other in dict.fromkeys((surname[:3], "-" + surname[-3:])):
                    yield "ends|" + "|".join(sorted((one, other)))
