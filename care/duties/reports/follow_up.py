"""What follows from a report that was addressed: who passes it on to whom, and until when it is to be accepted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.duties.reports.addressed import Addressee, codes
from care.duties.reports.clock import cited, clock, hours, named, resting, ruled
from care.rulebooks.rulebook import Effective, Rulebook
from records.codes import DutyBasis, ReportCircumstance, ReportRecipient, ReportUrgency


@dataclass(frozen=True, slots=True)
class Onward:
    """That a recipient passes a report on to another one, until when, and by which rules (`key[case]`)."""

    by: ReportRecipient
    to: ReportRecipient
    due_at: datetime
    rule: str
    citation: str
    basis: DutyBasis


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Until when a recipient accepts what it was sent."""

    due_at: datetime
    rule: str
    citation: str
    basis: DutyBasis


def onward(
    addressees: Sequence[Addressee],
    circumstances: Iterable[ReportCircumstance],
    rules: Rulebook,
    discovered_at: datetime,
) -> tuple[Onward, ...]:
    """Give who passes the report on: every one that is due at once (reading A30), and what a circumstance asks itself.

    Passing on a report that is due at once is due at once, too: counted from the discovery; other steps are counted
    from when the report itself is due. Nobody is told again who was addressed anyhow.
    """
    known = {one.recipient for one in addressees if one.mandatory}
    found: dict[tuple[ReportRecipient, ReportRecipient], Onward] = {}
    for by, rule in (
        *_by_recipient(addressees, rules, discovered_at),
        *_by_circumstance(addressees, circumstances, rules),
    ):
        for code in codes(rule):
            to = ReportRecipient[code]
            if to not in known:
                found.setdefault((by.recipient, to), _owed(by, to, rule, rules, discovered_at))
    return tuple(found.values())


def acceptance(sent_at: datetime, rules: Rulebook, *, safety: bool) -> Acceptance:
    """Give until when a report is to be accepted by whoever got it.

    Documents say "promptly" or nothing, so the grace is the platform's, marked as such: an hour where safety is at
    stake, else as long as other administrative steps.
    """
    receiver = rules.rule("receiver.urgency")
    asked = ReportUrgency.PROMPT if receiver is None else ReportUrgency[str(receiver.value)]
    if asked is ReportUrgency.PROMPT and safety:
        grace = ruled(rules, "receiver.grace")
        return _accepted(sent_at + hours(grace), receiver, grace)
    runs = clock(asked, sent_at, rules, safety=False)
    return _accepted(runs.due_at, receiver, runs.default)


def _accepted(due_at: datetime, receiver: Effective | None, default: Effective | None) -> Acceptance:
    sources = (receiver, default)
    return Acceptance(due_at, named(*sources), cited(*sources), resting(*sources))


def _by_recipient(
    addressees: Iterable[Addressee], rules: Rulebook, discovered_at: datetime
) -> Iterator[tuple[Addressee, Effective]]:
    for one in addressees:
        rule = rules.applying("onward.recipients", one.recipient)
        if rule is not None and one.mandatory and one.due_at <= discovered_at:
            yield one, rule


def _by_circumstance(
    addressees: Sequence[Addressee], circumstances: Iterable[ReportCircumstance], rules: Rulebook
) -> Iterator[tuple[Addressee, Effective]]:
    supervisor = (one for one in addressees if one.recipient is ReportRecipient.CHILD_SUPERVISOR)
    by = next(supervisor, next(iter(addressees), None))
    for circumstance in circumstances:
        rule = rules.applying("report.onwardRecipients", circumstance)
        if rule is not None and by is not None:
            yield by, rule


def _owed(by: Addressee, to: ReportRecipient, rule: Effective, rules: Rulebook, discovered_at: datetime) -> Onward:
    urgency = rules.applying("onward.urgency", by.recipient)
    asked = ReportUrgency.PROMPT if urgency is None else ReportUrgency[str(urgency.value)]
    runs = clock(asked, by.due_at, rules, safety=by.due_at <= discovered_at)
    sources = (rule, urgency, runs.default)
    return Onward(by.recipient, to, runs.due_at, named(*sources), cited(*sources), resting(*sources))
