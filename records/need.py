"""Needs of children, to whom they were referred, and the services that met them."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from records.codes import NeedStatus, PurchasedService, Service
from records.columns import coded, key, levels, of_child, stamps, version
from records.metadata import PERSONAL, tenant
from records.need_offer import need_offer
from records.organisation import organisation
from records.report import report
from records.visit import visit


def _latest(level: str) -> Index:
    return Index(f"ix_need_{level}_latest", level, "kind", text("id DESC"))


_COUNTY, _TOWNSHIP = [column for column in levels() if column.name != "prefecture"]

need = Table(
    "need",
    tenant,
    key(),
    version(),
    *of_child(),
    _COUNTY,
    _TOWNSHIP,
    coded("kind", Service, nullable=False),
    coded("status", NeedStatus, nullable=False, default=NeedStatus.OPEN),
    Column("detail", Text),
    Column("found_on", Date, nullable=False),
    # The visit at which it was found.
    Column("visit_id", Uuid, ForeignKey(visit.c.id)),
    # What the documents of the place say of the list of needs and of this service; NULL where they are silent.
    Column("citation", Text),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    Column("referred_until", DateTime(timezone=True)),
    CheckConstraint("num_nonnulls(organisation_id, referred_until) IN (0, 2)", name="referral_whole"),
    Column("claimed_by", Text),
    # As it is offered to partners, or was the last time.
    Column("offer_id", Uuid, ForeignKey(need_offer.c.id)),
    Column("opened_by", Text, nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("outcome", Text),
    CheckConstraint("(status = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_whole"),
    *stamps(),
    Index("ix_need_child_latest", "child_id", text("id DESC")),
    Index(None, "organisation_id"),
    Index(None, "offer_id"),
    _latest("division"),
    _latest("township"),
    _latest("county"),
    info=PERSONAL,
)

service_record = Table(
    "service_record",
    tenant,
    key(),
    *of_child(),
    Column("need_id", Uuid, ForeignKey(need.c.id, ondelete="CASCADE"), nullable=False),
    Column("provided_on", Date, nullable=False),
    Column("provider", Text, nullable=False),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    Column("purchased", Boolean, nullable=False, server_default=text("false")),
    coded("purchased_as", PurchasedService),
    CheckConstraint("purchased OR purchased_as IS NULL", name="only_what_is_bought_has_a_kind"),
    Column("outcome", Text, nullable=False),
    Column("report_id", Uuid, ForeignKey(report.c.id, ondelete="SET NULL")),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index("ix_service_record_need_latest", "need_id", text("provided_on DESC"), text("id DESC")),
    Index(None, "child_id"),
    Index(None, "report_id"),
    info=PERSONAL,
)
