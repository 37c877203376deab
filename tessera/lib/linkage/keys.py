"""Match keys: small numbers under which a thing is filed, so that any fragment of it finds it again.

A key is a hash of one combination of what is known: how the surname sounds with the date of birth, the last
six digits of a telephone number, three characters of a plate. Two things that share a key might be the same;
the score then says how likely. Keys are made so that whatever damage a name or a number suffers on its way
into a report, some combination survives it; and each is as rare as it can be made, because everything that
shares one must be scored.

What is held is filed under `keys_for`. A query asks for a part of the same keys, leaving out those that a better
one makes needless: `query_key_tiers_for` gives them rarest first, so that a common key is asked for only when the
rare ones found nobody. When one name is all that was said, or nobody is held under both, `name_keys_for` finds
everybody called that: worth asking only while few are.
"""

from __future__ import annotations

from collections.abc import Iterator

from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.hashes import all_hashed, hashed
from tessera.lib.linkage.names import Names
from tessera.lib.linkage.normalise import OF_MANY_STREETS, district_of, name_codes, telling_words
from tessera.lib.linkage.prepared import Prepared, prepare
from tessera.lib.linkage.sounds import phonetic_codes

# Characters of a plate that are filed wherever they stand: half a plate shares some.
PLATE_GRAM = 3
HANDLE_GRAM = 4
# Parts of a telephone number that are filed. Three digits fit too many numbers to suggest any.
PHONE_GRAMS = (4, 6)


Tiers = tuple[list[str], list[str], list[str]]


def keys_for(facts: Facts | Prepared) -> list[int]:
    """The keys to file a thing under: signed 64-bit integers, the same in every run, sorted, each once.

    Empty when nothing that could find it is known (an age and a description find nobody).
    """
    known = prepare(facts) if isinstance(facts, Facts) else facts
    return all_hashed(known.kind, _filed(known))


def has_one_name(facts: Facts | Prepared) -> bool:
    """Whether no more is said of somebody than one name: a first name, a surname, or what friends call them."""
    known = prepare(facts) if isinstance(facts, Facts) else facts
    names = Names(known)
    return bool(names.codes) and not names.has_both


def name_keys_for(facts: Facts | Prepared) -> tuple[int, ...]:
    """The keys of one name: the one given, which may be of any sort, or of two the first name or nickname.

    Of an initial and another name, the other. A common name fills thousands of records and tells none of them apart,
    so whoever asks for these counts first (`holdings_called`).
    """
    known = prepare(facts) if isinstance(facts, Facts) else facts
    names = Names(known)
    codes = names.of_the_first_name if names.has_both else names.codes
    return tuple(hashed(known.kind, f"name|{code}") for code in codes)


def query_key_tiers_for(facts: Facts | Prepared) -> tuple[tuple[int, ...], ...]:
    """The keys to look under for what might be the same thing, in three tiers that find a handful, some, many.

    Each key stands once. The last tier is for names of which both were misheard or misspelt: whoever is found under
    both by the others makes it needless.
    """
    known = prepare(facts) if isinstance(facts, Facts) else facts
    tiers: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for tier in _asked(known):
        keys = tuple(dict.fromkeys(hashed(known.kind, each) for each in tier))
        fresh = tuple(key for key in keys if key not in seen)
        seen.update(fresh)
        tiers.append(fresh)
    return tuple(tiers)


def _filed(known: Prepared) -> Iterator[str]:
    """Every combination worth filing, for any kind: a person may come with a plate, a place with a phone."""
    names = Names(known)
    born = _birthday(known)
    yield from names.pairs()
    if born:
        yield from (f"born|{born}|{code}" for code in names.codes)
        yield from (f"born|{born}|{letter}" for letter in ("", *names.initials))
    yield from _part_birthdays(known, names)
    yield from names.half_heard()
    yield from names.ends()
    yield from (f"initial|{each}" for each in names.with_initial())
    if names.has_initial:
        yield from (f"initial-only|{each}" for each in names.with_initial())
    yield from (f"nickname|{code}" for code in names.nicknames)
    yield from (f"name|{code}" for code in names.codes)
    if known.postcode:
        yield from (f"postcode|{known.postcode}|{letter}" for letter in ("", *names.initials))
        yield f"district|{district_of(known.postcode)}"
        yield from _near_postcode(known, names)
    yield from _at_address(known)
    for phone in known.phones:
        yield from _phone_whole(phone)
        yield from _phone_one_missing(known, phone)
        yield from _phone_pieces(known, phone)
    for part in known.phone_parts:
        yield from _phone_one_missing(known, part)
        yield from _grams("phone-part", part, PHONE_GRAMS[0])
    for number in (*known.phones, *known.phone_parts):
        for size in _phone_grams(known):
            yield from _grams("phone", number, size)
    yield from _plate_whole(known)
    for plate in (known.plate, *known.plate_parts):
        yield from _grams("plate", plate, PLATE_GRAM)
    for part in known.plate_parts:
        yield from _grams("plate-part", part, PLATE_GRAM)
    yield from _handle(known)
    yield from _grams("account", known.handle, HANDLE_GRAM)
    yield from _place_names(known)


def _asked(known: Prepared) -> Tiers:
    """The combinations worth asking for, in three tiers: those that find a handful, some, or many."""
    names = Names(known)
    few, some, many = _asked_of_numbers(known)
    born = _birthday(known)
    if born:
        few += (f"born|{born}|{code}" for code in names.codes)
        some += (f"born|{born}|{letter}" for letter in names.initials or ("",))
        many.append(f"born|{born}|")
    if known.postcode:
        many += (f"district|{known.postcode}",) if known.postcode == district_of(known.postcode) else ()
        few += (f"postcode|{known.postcode}|{letter}" for letter in names.initials)
        some.append(f"postcode|{known.postcode}|")
        some += _near_postcode(known, names)
    some += names.pairs()
    some += (f"{'initial' if names.has_initial else 'initial-only'}|{each}" for each in names.with_initial())
    some += (f"nickname|{code}" for code in names.nicknames)
    some += _part_birthdays(known, names)
    some += _at_address(known)
    some += _place_names(known)
    many += names.half_heard()
    many += names.ends()
    many += (f"initial|{each}" for each in names.first_name_misheard())
    if not names.has_both:
        # The one thing somebody is called may be what friends call them.
        some += (f"nickname|{code}" for code in names.codes)
    return few, some, many


def _asked_of_numbers(known: Prepared) -> Tiers:
    """Telephone numbers, plates and account names, whole or in part, as what is held may be too."""
    few: list[str] = []
    some: list[str] = []
    many: list[str] = []
    for phone in known.phones:
        few += _phone_whole(phone)
        few += _phone_one_missing(known, phone)
        few += _grams("phone-part", phone, PHONE_GRAMS[0])
        some += _phone_pieces(known, phone)
    for part in known.phone_parts:
        few += _phone_one_missing(known, part)
        some += _longest_grams(part, _phone_grams(known))
    few += _plate_whole(known)
    few += _grams("plate-part", known.plate, PLATE_GRAM)
    for part in known.plate_parts:
        some += _grams("plate", part, PLATE_GRAM)
    # For a character misread or a letter mistyped, when nothing is held under the whole.
    many += _grams("plate", known.plate, PLATE_GRAM)
    few += _handle(known)
    many += _grams("account", known.handle, HANDLE_GRAM)
    return few, some, many


def _birthday(known: Prepared) -> str:
    """The date of birth, the same whichever way round day and month were written. Empty unless whole."""
    if not known.born:
        return ""
    low, high = sorted((known.month, known.day))
    return f"{known.year}{low:02d}{high:02d}"


def _part_birthdays(known: Prepared, names: Names) -> Iterator[str]:
    """Month and year, or day and month, with each name: what is left when part of a date is lost or wrong."""
    if known.month and known.year:
        yield from (f"month|{known.year}{known.month:02d}|{code}" for code in names.codes)
    if known.month and known.day:
        low, high = sorted((known.month, known.day))
        yield from (f"day|{low:02d}{high:02d}|{code}" for code in names.codes)


def _near_postcode(known: Prepared, names: Names) -> Iterator[str]:
    """All of the postcode but its last two letters, with how each name sounds: for one that is written wrong."""
    if district_of(known.postcode):
        yield from (f"near|{known.postcode[:-2]}|{code}" for code in (*names.first[:1], *names.surname[:1]))


def _at_address(known: Prepared) -> Iterator[str]:
    """House number with how a street word sounds or begins; for a place, whose address is what it is, without it too."""
    # Half the streets of a town are Upper or Lower: that finds nobody where there is another word.
    words = sorted(known.address.telling - OF_MANY_STREETS) or sorted(known.address.telling)
    sounds = [sound for word in words for sound in (phonetic_codes(word)[0], f"{word[:3]}-")]
    for number in sorted(known.address.numbers):
        yield from (f"street|{number}|{sound}" for sound in sounds)
    if known.kind == "place":
        yield from (f"street|{sound}" for sound in sounds[::2])


def _phone_whole(phone: str) -> Iterator[str]:
    yield f"phone|{phone}"
    yield f"phone|{phone[-6:]}"


def _phone_one_missing(known: Prepared, phone: str) -> Iterator[str]:
    """The number with each digit left out in turn: finds it when one is wrong, lost or one too many."""
    if known.kind != "phone":
        return
    if phone.count("?") == 1:
        yield "phone-1|" + phone.replace("?", "")
    elif "?" not in phone and len(phone) > 8:
        yield f"phone-1|{phone}"
        yield from (f"phone-1|{phone[:place]}{phone[place + 1 :]}" for place in range(len(phone)))


def _phone_pieces(known: Prepared, phone: str) -> Iterator[str]:
    """A person's number in overlapping pieces: wherever one digit is wrong, lost or changed over, one is left whole.

    Fewer than `_phone_one_missing` has, and shared by more; a person is seldom known by the number alone.
    """
    if known.kind != "phone":
        yield f"phone-front|{phone[:6]}"
        yield f"phone-end|{phone[-5:]}"
        yield f"phone-ends|{phone[1:4]}{phone[-3:]}"


def _phone_grams(known: Prepared) -> tuple[int, ...]:
    """A telephone is filed under long pieces too; a person's telephone number only under short ones."""
    return PHONE_GRAMS if known.kind == "phone" else PHONE_GRAMS[:1]


def _longest_grams(part: str, sizes: tuple[int, ...]) -> list[str]:
    """For a scrap of a number: the longest pieces that are filed and that it holds."""
    for size in reversed(sizes):
        if grams := list(_grams("phone", part, size)):
            return grams
    return []


def _grams(label: str, text: str, size: int) -> Iterator[str]:
    for start in range(len(text) - size + 1):
        piece = text[start : start + size]
        if "?" not in piece:
            yield f"{label}|{piece}"


def _plate_whole(known: Prepared) -> Iterator[str]:
    if known.plate:
        yield f"plate|{known.plate}"


def _handle(known: Prepared) -> Iterator[str]:
    if known.handle:
        yield f"account|{known.handle}"


def _place_names(known: Prepared) -> Iterator[str]:
    for word in telling_words(known.name):
        yield from (f"place|{code}" for code in phonetic_codes(word))


def certain_keys_for(facts: Facts) -> tuple[int, ...]:
    """What a pointer search asks by, and nobody shares by chance: surname with whole date of birth, whole telephone."""
    known = prepare(facts)
    born = _birthday(known)
    keys = [f"born|{born}|{code}" for code in name_codes(known.surname) if born]
    return tuple(hashed(known.kind, key) for key in (*keys, *(f"phone|{phone}" for phone in known.phones)))
