"""Codes of cases: on what ground the court is applied to."""

from records.codes.code import Code


class CourtGround(Code):
    """Why the court is asked to revoke somebody's guardianship."""

    PARENTS_NOT_FOUND = "PARENTS_NOT_FOUND", "查找不到父母或其他监护人", "Parents or other guardians are not found"
    REFUSAL = "REFUSAL", "监护人拒不履行监护职责", "The guardian refuses the duty"
    OTHER = "OTHER", "其他法定情形", "Another ground in law"
