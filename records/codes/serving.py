"""Codes of needs and what is done about them."""

from records.codes.code import Code


class NeedStatus(Code):
    """How far a need has come; a refused or ended need is closed, too."""

    OPEN = "OPEN", "待回应", "Open"
    REFERRED = "REFERRED", "已转介", "Referred"
    CLAIMED = "CLAIMED", "已认领", "Claimed"
    SERVED = "SERVED", "已服务", "Served"
    CLOSED = "CLOSED", "已办结", "Closed"


class ProblemStatus(Code):
    """How a problem stands that a visit found."""

    OPEN = "OPEN", "协调中", "Open"
    SOLVED = "SOLVED", "已解决", "Solved"
