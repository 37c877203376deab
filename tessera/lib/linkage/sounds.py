"""Names that sound alike: a phonetic code that serves more than English.

Double Metaphone knows English, and a good deal of Slavic, Germanic and Romance spelling. Before it, names are
respelt so that the usual ways of writing one South Asian, West African, East European or Arabic name come
out the same: Chowdhury and Choudhry, Wojciech and Vojcieh, Kowalska and Kowalski, Khadija and Hadija.
"""

from __future__ import annotations

import re
from functools import lru_cache

from doublemetaphone import doublemetaphone

LONGEST_CODE = 7

# Applied in order to small Latin letters.
_RESPELLINGS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"([a-z])\1+", r"\1"),  # Mohammed, Mohamed
        (r"(?:sk|ck|tsk|zk)(?:aya|aia|aja|ij|iy|yi|yy|a|y|iej|i)$", "ski"),  # Kowalska, Kowalsky, Kowalski
        (r"(?<=[bcdfghklmnprstvz][oei]v)a$", ""),  # Ivanova, Ivanov
        (r"(?<=[bcdfghklmnprstvz][oi])[fw]{1,2}$", "v"),  # Ivanoff, Ivanow, Ivanov
        (r"szcz|shch|stch", "sh"),  # Szczepan, Shchepan
        (r"c?zyc?h$", "ich"),
        (r"sz|sch(?=[a-z])|sh", "sh"),  # Tomasz, Tomash
        (r"cz|tsch|tch|chh", "ch"),  # Lewandowicz, Lewandowich
        (r"rz|zh|dzh|xh|dj|dz", "j"),  # Grzegorz, Xhemal, Djamel, Dzhamal
        (r"ph", "f"),
        (r"kh|q|ck", "k"),  # Khalid, Qasim
        (r"gh(?=[aeiou])", "g"),  # Ghulam
        (r"^hu(?=[aeio])", "w"),
        (r"([bdjt])h", r"\1"),  # Bhatti, Dhillon, Jhangir, Parth, and names with a th
        (r"(?<=[aeiou])h(?=[bcdfgjklmnpqrstvwxz]|$)", ""),  # Rehman, Sarah, Mehdi
        (r"ou|oo|uw|aw(?=[aeiou])", "u"),  # Yousef, Oluwaseun
        (r"[wv](?=[aeiouy])", "v"),  # Anwar, Anvar; Wojciech, Vojciech
        (r"y(?=[aeou])|j(?=$)|[iy][jy](?![aeiou])", "i"),  # Zubayr, Sergej, Sergiy
        (r"x", "ks"),  # Alexandra, Aleksandra
        (r"c(?=[eiy])", "s"),
        (r"z", "s"),  # Azeez, Asis
        (r"(?<=[a-z]{3})(?:er|or|re)$", "a"),  # Smiler, Smila
    )
)

# Letters with which one heard name may begin: Caoimhe and Keeva, Jermaine and Germain, Eoghan and Owen.
_BEGIN_ALIKE = ("aeiouy", "ckq", "csxz", "vwf", "fp", "bv", "gj", "jy")


def letters_heard_as(letter: str) -> str:
    """The letters that a name heard to begin with this one may be written with, itself among them."""
    return "".join(sorted({letter, *"".join(some for some in _BEGIN_ALIKE if letter in some)}))


@lru_cache(maxsize=131_072)
def phonetic_codes(word: str) -> tuple[str, ...]:
    """One or two codes for a word in small Latin letters: how it sounds, and how else it may be said.

    A word without a sound we can read (one in Chinese, a number) is its own code. Empty for an empty word.
    """
    if not word:
        return ()
    respelt = word
    for pattern, instead in _RESPELLINGS:
        respelt = pattern.sub(instead, respelt)
    first, second = doublemetaphone(respelt)
    # Thomas and Tomas, Smith and Smit: one code for both.
    first = first.replace("0", "T")[:LONGEST_CODE] or word[:LONGEST_CODE]
    second = second.replace("0", "T")[:LONGEST_CODE] or first
    return (first,) if first == second else (first, second)
