"""Partners: what was signed with them, needs that are offered to them, and what they are granted, until when."""

from migrations.sql import run_file
from migrations.tenant.place import schema
from migrations.tenant.policies import NOW, READERS, SCOPE, SUBJECT, by_area, grant, grant_usual, guard, policy

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Create, close and grant."""
    run_file(__file__, "0025_partners.sql", schema())
    # What was signed is kept: it may be ended, and is never taken away.
    grant("data_agreement", "SELECT", *READERS)
    grant("data_agreement", "SELECT, INSERT, UPDATE", "WRITER")
    place = f'"{schema()}"'
    partners = (
        f"{place}.role_assignment a WHERE a.subject = {SUBJECT} AND a.role = 'PARTNER_WORKER'"
        f" AND a.valid_from <= {NOW} AND (a.until IS NULL OR a.until > {NOW})"
        f" AND (a.revoked_at IS NULL OR a.revoked_at > {NOW})"
    )
    guard("partner_grant")
    by_area("partner_grant")
    own = f"ANY (ARRAY(SELECT a.organisation_id FROM {partners}))"  # noqa: S608 (names of our own)
    mine = f"organisation_id = {own}"
    policy("partner_grant", "own", "LINK", "SELECT", using=mine)
    grant_usual("partner_grant")
    guard("need_offer")
    its = f"EXISTS (SELECT FROM {place}.need n WHERE n.offer_id = {place}.need_offer.id)"
    policy("need_offer", "area", "AREA", "SELECT", using=its)
    inside = f"coalesce(township <@ {SCOPE}, false)"
    policy("need_offer", "writer", "WRITER", "ALL", using=inside, check=inside)
    today = f"({NOW} AT TIME ZONE 'Asia/Shanghai')::date"
    signed = (
        f"SELECT d.division FROM {place}.data_agreement d WHERE d.ended_at IS NULL"  # noqa: S608 (names of our own)
        f" AND d.starts_on <= {today} AND d.ends_on >= {today}"
        f" AND d.organisation_id = {own}"
    )
    offered = f"closed_at IS NULL AND (organisation_id IS NULL OR {mine}) AND county = ANY (ARRAY({signed}))"
    policy("need_offer", "offered", "LINK", "SELECT", using=offered)
    grant_usual("need_offer")
