"""To whom a report goes and until when: a pure function of what happened, who reports, and the law of that day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from care.duties.reports.clock import cited, clock, named, resting, ruled
from care.rulebooks.rulebook import Effective, Rulebook
from care.rulebooks.values import URGENCIES
from records.codes import DutyBasis, ReportCircumstance, ReporterKind, ReportRecipient, ReportUrgency, Severity

_ORDER = tuple(ReportRecipient)
# 等有关部门 binds nobody in particular: who is named always gets the report, the others may (reading A21).
_OPEN = frozenset({ReportRecipient.OTHER_DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient with its clock and the rules behind it (`key[case]`, separated by blanks).

    One that is not `mandatory` gets the report for information: nothing is owed to it. `instead_of` names the
    recipients that were passed over in its favour because they are implicated (reading A32).
    """

    recipient: ReportRecipient
    urgency: ReportUrgency
    due_at: datetime
    rule: str
    citation: str
    basis: DutyBasis
    mandatory: bool = True
    instead_of: tuple[ReportRecipient, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one rule asks: recipients and urgency, with the rules that both come from."""

    recipients: frozenset[str]
    urgency: ReportUrgency
    sources: tuple[Effective | None, ...]
    safety: bool


def addressed(
    circumstances: Iterable[ReportCircumstance],
    severity: Severity,
    reporter: ReporterKind,
    rules: Rulebook,
    discovered_at: datetime,
) -> tuple[Addressee, ...]:
    """Give the recipients of a report by `rules`, the law of the place on the day of discovery, the most urgent first.

    Several circumstances: the union of their recipients, each with its earliest deadline. A rule for the reporter's
    kind stands in for its own layer's general one. What no rule lists goes to whom emergencies go, since the documents'
    lists are open, and where there are none to the county: marked as the platform's default.
    """
    claims = [claim for one in circumstances for claim in _of_circumstance(one, reporter, rules)]
    if severity is Severity.SERIOUS:
        claims.extend(_of_serious(rules))
    found: dict[ReportRecipient, Addressee] = {}
    for claim in claims:
        for one in _each(claim, rules, discovered_at):
            found[one.recipient] = min(found.get(one.recipient, one), one, key=pressing)
    for one in _informed(reporter, rules, discovered_at):
        found.setdefault(one.recipient, one)
    return tuple(sorted(found.values(), key=lambda one: (not one.mandatory, *pressing(one))))


def pressing(one: Addressee) -> tuple[datetime, int, int]:
    """Give what addressees are ordered by: the deadline, the word of urgency, the list of recipients."""
    return one.due_at, URGENCIES.index(one.urgency), _ORDER.index(one.recipient)


def most_urgent(addressees: Iterable[Addressee]) -> ReportUrgency:
    """Give the urgency of a whole report: that of its most urgent mandatory recipient."""
    return min((one.urgency for one in addressees if one.mandatory), key=URGENCIES.index)


def at_stake(circumstances: Iterable[str], rules: Rulebook) -> bool:
    """Tell whether safety is at stake, so that "promptly" means at once (reading A05)."""
    safety = codes(ruled(rules, "prompt.safetyCircumstances"))
    return any(one in safety for one in circumstances)


def first_steps(circumstances: Iterable[ReportCircumstance], rules: Rulebook) -> frozenset[str]:
    """Give what whoever reports has to do first, such as dissuading the guardian."""
    found = (rules.applying("report.firstSteps", one) for one in circumstances)
    return frozenset(code for one in found for code in codes(one))


def codes(found: Effective | None) -> frozenset[str]:
    """Give the codes that a rule names, none where nothing is ruled."""
    return frozenset() if found is None else found.codes


def _of_circumstance(circumstance: ReportCircumstance, reporter: ReporterKind, rules: Rulebook) -> Iterator[_Claim]:
    safety = at_stake([circumstance], rules)
    emergency = rules.applying("emergency.recipients", reporter)
    urgency = rules.applying("emergency.urgency", reporter)
    own = rules.applying("report.recipients", circumstance)
    listed = circumstance in codes(rules.applying("emergency.circumstances", reporter))
    if listed and emergency is not None:
        yield _Claim(codes(emergency), _urgency(urgency), (emergency, urgency), safety=True)
    if own is not None:
        asked = rules.applying("report.urgency", circumstance)
        yield _Claim(codes(own), _urgency(asked), (own, asked), safety)
    elif not (listed and emergency is not None):
        default = ruled(rules, "report.unlisted")
        asked = urgency if safety else None
        whom = codes(emergency) or codes(default)
        yield _Claim(whom, _urgency(asked), (emergency, asked, default), safety)


def _of_serious(rules: Rulebook) -> Iterator[_Claim]:
    recipients, urgency = rules.rule("serious.recipients"), rules.rule("serious.urgency")
    if recipients is not None:
        asked = _urgency(urgency, ReportUrgency.SIMULTANEOUS)
        yield _Claim(codes(recipients), asked, (recipients, urgency), safety=True)


def _informed(reporter: ReporterKind, rules: Rulebook, discovered_at: datetime) -> Iterator[Addressee]:
    """Give those to whom a director reports on the work in general; they get the report for information."""
    if reporter is ReporterKind.CHILD_DIRECTOR:
        recipients, urgency = rules.rule("workReport.recipients"), rules.rule("workReport.urgency")
        if recipients is not None:
            asked = _urgency(urgency, ReportUrgency.PERIODIC)
            claim = _Claim(codes(recipients), asked, (recipients, urgency), safety=False)
            yield from (replace(one, mandatory=False) for one in _each(claim, rules, discovered_at))


def _each(claim: _Claim, rules: Rulebook, discovered_at: datetime) -> Iterator[Addressee]:
    runs = clock(claim.urgency, discovered_at, rules, safety=claim.safety)
    sources = (*claim.sources, runs.default)
    rule = named(*sources)
    for code in claim.recipients - _OPEN:
        recipient = ReportRecipient[code]
        yield Addressee(recipient, claim.urgency, runs.due_at, rule, cited(*sources), resting(*sources))


def _urgency(found: Effective | None, otherwise: ReportUrgency = ReportUrgency.PROMPT) -> ReportUrgency:
    return otherwise if found is None else ReportUrgency[str(found.value)]
