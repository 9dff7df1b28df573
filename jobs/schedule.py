"""The schedule: what is done for every tenant, and how often."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from alerts import retention as keeping
from alerts.sequence import BATCH, sequence
from alerts.texting.gather import PART, gather
from care.actions import archive_files as archiving
from care.actions import catch_up as catching_up
from care.actions import catch_up_calendar as calendar
from care.actions import catch_up_places as places
from care.actions import climb as climbing
from care.actions import climb_agreements as agreements
from care.actions import make_digests as digests
from care.actions import remind_partners as reminding
from care.actions.roll_up_statistics import roll_up
from care.actions.walk import walk_on
from jobs.keeping import keep_delivered, keep_in_use, keep_log, keep_noted, keep_reading, keep_sent
from jobs.purge import purge
from policies import seal as sealing
from policies.months import drop_months, make_months
from tenants.work import Work


@dataclass(frozen=True)
class Entry:
    """One thing to do: `action` does a part of it in one transaction and gives how many rows it touched.

    `every` is the pause in seconds between two rounds, however many workers run. An action that touched `full` rows or
    more may have left some and is called again at once. It finds what is due by looking: after any time without a
    worker one round makes up for all that were missed, and one that was cut short is gone on with.
    """

    name: str
    action: Callable[[Work], Awaitable[int]]
    every: float
    full: int | None = None


# Done all the time beside the queue, by whichever process leads (`jobs.relaying`, `jobs.working`): a job for each of
# their moments would cost more than they do.
SEQUENCE = Entry("outbox.sequence", sequence, every=1.0, full=BATCH)
SEAL = Entry("audit.seal", sealing.seal, every=0.5, full=sealing.BATCH)

# Jobs, each again when its pause since the last round is over.
ROUNDS = (
    Entry("duties.catch_up", catching_up.catch_up, every=5.0, full=catching_up.BATCH),
    Entry("rulebook.walk", walk_on, every=5.0, full=1),
    Entry("places.catch_up", places.catch_up_places, every=3600.0, full=places.BATCH),
    Entry("calendar.catch_up", calendar.catch_up_calendar, every=3600.0, full=calendar.BATCH),
    Entry("escalation.climb", climbing.climb, every=60.0, full=climbing.BATCH),
    Entry("escalation.agreements", agreements.climb_agreements, every=3600.0, full=agreements.BATCH),
    Entry("messages.gather", gather, every=5.0, full=PART),
    Entry("digests.make", digests.make_digests, every=300.0, full=digests.BATCH),
    Entry("partners.remind", reminding.remind_partners, every=3600.0, full=reminding.BATCH),
    Entry("statistics.roll_up", roll_up, every=3600.0, full=1),
    Entry("audit.months", make_months, every=3600.0),
    Entry("audit.drop", drop_months, every=3600.0),
    Entry("events.keep", keep_log, every=3600.0),
    Entry("reading.keep", keep_reading, every=3600.0, full=keeping.BATCH),
    Entry("changes.keep", keep_noted, every=3600.0, full=keeping.BATCH),
    Entry("webhooks.keep", keep_delivered, every=3600.0, full=keeping.BATCH),
    Entry("endpoints.keep", keep_in_use, every=3600.0, full=keeping.BATCH),
    Entry("messages.keep", keep_sent, every=3600.0, full=keeping.BATCH),
    Entry("files.archive", archiving.archive_files, every=3600.0, full=archiving.BATCH),
    Entry("idempotency.purge", purge, every=3600.0),
)

# In the order in which `tonghu worker --once` goes through it.
SCHEDULE = (SEQUENCE, SEAL, *ROUNDS)
