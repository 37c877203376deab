"""Names written in other scripts, in plain Latin letters.

Not a scholar's romanisation: the aim is that a name written in Cyrillic, Greek, Arabic, Hebrew, Georgian,
Armenian, Ethiopic or an Indic script lands on letters that *sound* like the spelling a school or a custody
desk would have written. Scripts that cannot be read letter by letter (Chinese, Japanese, Korean, Thai) are
left as they are: they still match themselves.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
    "ı": "i", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ə": "e", "ɛ": "e", "ɔ": "o", "ŧ": "t",
}  # fmt: skip

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "є": "ye", "і": "i", "ґ": "g", "ђ": "dj", "ј": "j", "љ": "lj",
    "њ": "nj", "ћ": "c", "џ": "dz", "ѕ": "dz", "қ": "k", "ғ": "g", "ң": "n", "ө": "o", "ү": "u", "ұ": "u",
    "һ": "h", "ә": "a",
}  # fmt: skip

_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip

# Short vowels are not written in Arabic and Hebrew; phonetic codes drop vowels, so they still meet.
_ARABIC = {
    "ا": "a", "آ": "a", "أ": "a", "إ": "i", "ٱ": "a", "ء": "", "ئ": "", "ؤ": "", "ب": "b", "پ": "p", "ت": "t",
    "ٹ": "t", "ث": "th", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ڈ": "d", "ذ": "dh", "ر": "r",
    "ڑ": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "n",
    "ه": "h", "ة": "a", "ھ": "h", "ہ": "h", "و": "u", "ي": "i", "ی": "i", "ى": "a", "ے": "e",
    "ڕ": "r", "ڵ": "l", "ۆ": "o", "ێ": "e", "ە": "a", "ځ": "z", "څ": "ts", "ډ": "d", "ړ": "r", "ښ": "sh",
    "ټ": "t", "ڼ": "n", "ې": "e", "ۍ": "ai",
}  # fmt: skip

_HEBREW = {
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "o", "ז": "z", "ח": "ch", "ט": "t", "י": "i",
    "ך": "kh", "כ": "k", "ל": "l", "ם": "m", "מ": "m", "ן": "n", "נ": "n", "ס": "s", "ע": "a", "ף": "f",
    "פ": "p", "ץ": "ts", "צ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip

_GEORGIAN = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k",
    "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u",
    "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts",
    "ჭ": "ch", "ხ": "kh", "ჯ": "j", "ჰ": "h",
}  # fmt: skip

_ARMENIAN = {
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh",
    "ի": "i", "լ": "l", "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m",
    "յ": "y", "ն": "n", "շ": "sh", "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v",
    "տ": "t", "ր": "r", "ց": "ts", "ւ": "v", "փ": "p", "ք": "k", "օ": "o", "ֆ": "f",
}  # fmt: skip

_LETTERS = {**_LATIN, **_CYRILLIC, **_GREEK, **_ARABIC, **_HEBREW, **_GEORGIAN, **_ARMENIAN}

_INDIC = frozenset(
    ("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM")
)  # fmt: skip
# Several Indic letters differ only in where the tongue touches; English spelling does not tell them apart.
_INDIC_SOUNDS = {
    "TTA": "TA", "TTHA": "THA", "DDA": "DA", "DDDHA": "RHA", "DDHA": "DHA", "NNA": "NA", "NNNA": "NA",
    "NGA": "NGA", "NYA": "NYA", "LLA": "LA", "LLLA": "ZHA", "RRA": "RA", "SSA": "SHA", "CA": "CHA",
    "CHA": "CHHA", "AA": "A", "II": "I", "UU": "U", "VOCALIC R": "RI", "YYA": "YA",
}  # fmt: skip
# Stands for the vowel every Indic consonant carries until a sign replaces or silences it; not said at the end
# of a word. The barely spoken vowel of Ethiopic goes the same way.
_UNWRITTEN = "ə"
_UNSPOKEN = re.compile(_UNWRITTEN + r"(?!\w)")
# A dot below writes the sounds that came with Persian and Arabic words.
_WITH_NUKTA = {"j": "z", "k": "q", "g": "gh", "ph": "f", "d": "r", "dh": "rh", "s": "sh"}
_NASAL_SIGNS = ("SIGN ANUSVARA", "SIGN CANDRABINDU", "TIPPI", "BINDI")


def to_latin(text: str) -> str:
    """The text in small Latin letters, accents gone; characters of no letter-by-letter script are kept."""
    if text.isascii():
        return text.lower()
    # Arabic and Hebrew points are separate marks; Arabic presentation forms and full-width letters fold.
    folded = unicodedata.normalize("NFKC", text).lower()
    spelt: list[str] = []
    for character in folded:
        if character.isascii():
            spelt.append(character)
        elif character in _LETTERS:
            spelt.append(_LETTERS[character])
        else:
            _spell_unlisted(character, spelt)
    return _UNSPOKEN.sub("", "".join(spelt)).replace(_UNWRITTEN, "a")


def _spell_unlisted(character: str, spelt: list[str]) -> None:
    if indic := _indic(character):
        job, sound = indic
        if job == "nukta":
            last = spelt.pop() if spelt else ""
            sound = _WITH_NUKTA.get(last.removesuffix(_UNWRITTEN), last.removesuffix(_UNWRITTEN)) + _UNWRITTEN
        elif job != "letter" and spelt:
            spelt[-1] = spelt[-1].removesuffix(_UNWRITTEN)
        spelt.append(sound)
        return
    for part in unicodedata.normalize("NFKD", character):
        if not unicodedata.combining(part) and unicodedata.category(part) != "Cf":
            spelt.append(_LETTERS.get(part, part))


@lru_cache(maxsize=2048)
def _indic(character: str) -> tuple[str, str] | None:
    """What an Indic or Ethiopic character does (letter, vowel, silencer …) and its sound, by its name."""
    script, _, rest = unicodedata.name(character, "").partition(" ")
    if script == "ETHIOPIC" and rest.startswith("SYLLABLE "):
        sound = rest.removeprefix("SYLLABLE ")
        return "letter", re.sub("(?<!E)E$", _UNWRITTEN, sound).replace("AA", "A").replace("EE", "E").lower()
    if script not in _INDIC:
        return None
    if rest.startswith("LETTER "):
        sound = rest.removeprefix("LETTER ")
        # A vowel letter (A, I, U …) carries nothing; a consonant letter ends in the unwritten vowel.
        return "letter", re.sub("(?<=[^aeiou])a$", _UNWRITTEN, _INDIC_SOUNDS.get(sound, sound).lower())
    if rest.startswith("VOWEL SIGN "):
        sound = rest.removeprefix("VOWEL SIGN ")
        return "vowel", _INDIC_SOUNDS.get(sound, sound).lower()
    if rest == "SIGN VIRAMA":
        return "silencer", ""
    if rest == "SIGN NUKTA":
        return "nukta", ""
    return "letter", "n" if rest in _NASAL_SIGNS else ""
