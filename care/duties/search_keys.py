"""How a name is found and sorted: the keys kept beside it, and how a search term is folded to meet them.

A search is a prefix of the name, of its toneless pinyin in every reading, or of its initials, with or without the dot
of minority names (contract.graphql, ChildWhere.search). Keys hold no dots and no spaces; neither does a folded term.
"""

import unicodedata
from functools import cache
from itertools import product
from math import prod

from care.duties.readings import readings
from care.duties.surnames import COMPOUND, SINGLE

# How many ways to read one name are kept; beyond that, the last characters keep their first reading only, so that
# every reading of the beginning, which is what a prefix search types, is still found.
READINGS_KEPT = 48
LONGEST_NAME_KEY = 700  # characters; sixty of the longest syllables take 539
_U = "\N{LATIN SMALL LETTER U WITH DIAERESIS}"
# lü is typed lv on keyboards, lu by many, and lyu in passports (GB/T 28039).
_U_TYPED = ("v", "u", "yu")


def fold(text: str) -> str:
    """Fold a name or a search term: one width, lower case, no tone marks, no dots, spaces or other punctuation."""
    return "".join(map(_folded, unicodedata.normalize("NFKC", text).lower()))


def search_keys(name: str) -> frozenset[str]:
    """Give every key that a child of this name is found by: the name, its readings and their initials, all folded."""
    folded = fold(name)
    found = {folded}
    for syllables in product(*_bounded(_readings_by_character(folded))):
        found.add("".join(syllables))
        found.add("".join(syllable[0] for syllable in syllables))
    found.discard("")
    return frozenset(found)


def name_key(name: str) -> str:
    """Give the text that names sort by: syllable by syllable in their likeliest reading, equal syllables by character.

    Compare it by code point (collation "C"): 李 then comes before 连, and all 李 stand together. Its end is cut off,
    for sixty signs can be a thousand letters (U+FDFA), and it stands in indexes and in cursors.
    """
    folded = fold(name)
    return " ".join(
        character if choices[0] == character else f"{choices[0]} {character}"
        for choices, character in zip(_readings_by_character(folded), folded, strict=True)
    )[:LONGEST_NAME_KEY]


def _readings_by_character(folded: str) -> list[tuple[str, ...]]:
    found = [_readings(character) for character in folded]
    compound = COMPOUND.get(folded[:2], ())
    for place, surname in enumerate(compound):
        found[place] = _first((surname,), found[place])
    if found and not compound:
        found[0] = _first(SINGLE.get(folded[0], ()), found[0])
    return found


def _first(preferred: tuple[str, ...], usual: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(preferred + usual))


def _bounded(choices: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    for place in range(len(choices) - 1, -1, -1):
        if prod(map(len, choices)) <= READINGS_KEPT:
            break
        choices[place] = choices[place][:1]
    return choices


@cache
def _readings(character: str) -> tuple[str, ...]:
    """Give the toneless readings of a character, the commonest first; what has none is read as itself."""
    marked = readings(character) or (character,)
    return tuple(dict.fromkeys(typed for reading in marked for typed in _typed(reading)))


def _typed(reading: str) -> tuple[str, ...]:
    composed = unicodedata.normalize(
        "NFC", "".join(c for c in unicodedata.normalize("NFD", reading) if c not in _TONES)
    )
    if _U not in composed:
        return (fold(composed) or reading,)
    return tuple(composed.replace(_U, letter) for letter in _U_TYPED)


# Grave, acute, macron, caron: the four tones. The diaeresis of ü is a letter's own.
_TONES = frozenset("\u0300\u0301\u0304\u030c")


@cache
def _folded(character: str) -> str:
    if unicodedata.category(character)[0] == "Z" or unicodedata.category(character) in _DROPPED:
        return ""
    plain = unicodedata.normalize("NFD", character)
    if len(plain) == 1 or not plain[0].isascii():
        return character
    if plain[0] == "u" and "\u0308" in plain:
        return "v"
    return plain[0]


# Punctuation (the dots · ・ • ‧ among it), control and format characters, and marks left over from decomposition.
_DROPPED = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Cc", "Cf", "Mn", "Sm", "Sk"})
