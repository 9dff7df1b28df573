"""The category of a child in difficulty: a blank on the form, codes and a remaining text here."""

import re
from functools import lru_cache

from care.ledgers.kinds.text import half_width
from records.codes import DifficultyCategory

_BETWEEN = re.compile(r"[、，,；;/\s\u3000]+")
# An infection with HIV must never rest in a free text that more people read than its code.
_SYNONYMS = {
    "艾滋病病毒感染": DifficultyCategory.HIV_INFECTED,
    "艾滋病感染儿童": DifficultyCategory.HIV_INFECTED,
    "感染艾滋病病毒儿童": DifficultyCategory.HIV_INFECTED,
    "感染艾滋病病毒的儿童": DifficultyCategory.HIV_INFECTED,
    "HIV感染儿童": DifficultyCategory.HIV_INFECTED,
    "HIV感染": DifficultyCategory.HIV_INFECTED,
    "事实无人抚养": DifficultyCategory.DE_FACTO_UNATTENDED,
    "残疾": DifficultyCategory.DISABLED,
    "重残": DifficultyCategory.SEVERELY_DISABLED,
    "重病": DifficultyCategory.SERIOUSLY_ILL,
    "家庭贫困": DifficultyCategory.POVERTY_LIVING_MEDICAL_SCHOOL,
    "流浪儿童": DifficultyCategory.WANDERING_BEGGING,
}
_BY_LABEL = {one.zh: one for one in DifficultyCategory} | _SYNONYMS
# Some labels hold the very marks that separate categories: they are looked for first, the longest first.
_LONG = sorted((label for label in _BY_LABEL if _BETWEEN.search(label)), key=len, reverse=True)


@lru_cache(maxsize=1024)
def read_categories(text: str) -> tuple[tuple[DifficultyCategory, ...], str | None]:
    """Give the codes that the text names, in their printed order, and what it says besides them."""
    found: set[DifficultyCategory] = set()
    for label in _LONG:
        if label in text:
            found.add(_BY_LABEL[label])
            text = text.replace(label, "、")
    rest = []
    for part in _BETWEEN.split(text):
        category = _BY_LABEL.get(half_width(part).upper())
        if category:
            found.add(category)
        elif part:
            rest.append(part)
    return tuple(one for one in DifficultyCategory if one in found), "、".join(rest) or None


def write_categories(categories: tuple[DifficultyCategory, ...], detail: str | None) -> str:
    """Write codes and the text besides them so that they read back equal."""
    labels = [one.zh for one in categories]
    return "、".join([*labels, detail] if detail else labels)
