"""Facts that only readers of the class `special` may learn of (rules of access, 6.8); others see the rest."""

from typing import Final

from records.codes import DifficultyCategory

RESTRICTED: Final = (DifficultyCategory.HIV_INFECTED, DifficultyCategory.PRISONER_OR_REHAB_CHILD)
