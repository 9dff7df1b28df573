"""When a court has to be asked to revoke guardianship: parents not found for too long, or a guardian who refuses."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from care.duties.months import months_after
from care.rulebooks.rulebook import Effective, Rulebook
from care.rulebooks.values import Amount
from records.codes import CourtGround

_KEYS: Final = {
    CourtGround.PARENTS_NOT_FOUND: "guardianship.revocation.notFound",
    CourtGround.REFUSAL: "guardianship.revocation.refusal",
}


@dataclass(frozen=True)
class Threshold:
    """The rule, the day it counts from, and the first day on which the application is owed."""

    rule: Effective
    since: date
    owed_on: date


def threshold(ground: CourtGround, since: date, book: Rulebook) -> Threshold | None:
    """Give when a ground that holds since a day makes the application a duty; None where no rule says so.

    "Over one year" is strictly more, "six months or more" includes the day (云民规〔2019〕3号 (十), reading A25).
    """
    key = _KEYS.get(ground)
    rule = book.rule(key) if key else None
    if rule is None or not isinstance(rule.value, Amount):
        return None
    full = months_after(since, rule.value.months)
    return Threshold(rule, since, full + timedelta(days=1) if rule.value.strict else full)
