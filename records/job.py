"""What the platform notes of jobs that go by the clock. The queue itself is pgqueuer's, in the schema `jobs`."""

from sqlalchemy import Column, DateTime, ForeignKey, Table, Text

from records.metadata import impersonal, platform
from records.tenant import tenant

job_round = Table(
    "job_rounds",
    platform,
    Column("tenant", Text, ForeignKey(tenant.c.code), primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("finished_at", DateTime(timezone=True), nullable=False),
    info=impersonal("the platform's own records"),
)
