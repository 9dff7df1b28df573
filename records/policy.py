"""The policies that a tenant narrows the platform's by: sets that follow each other, and Casbin's lines of each."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, Table, Text, UniqueConstraint

from records.columns import key
from records.metadata import impersonal, tenant

# The last set is the one in force; who set it, and when, stays readable for all of them.
policy_set = Table(
    "policy_set",
    tenant,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    info=impersonal("versions of policies"),
)

# Casbin's own columns: v0 subject, v1 domain, v2 object, v3 action, v4 effect. Lines are loaded by the version that the
# unique index begins with.
casbin_rule = Table(
    "casbin_rule",
    tenant,
    key(),
    Column("policy_version", Integer, ForeignKey(policy_set.c.version), nullable=False),
    Column("ptype", Text, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("v0", "v1", "v2", "v3", "v4")),
    UniqueConstraint("policy_version", "ptype", "v0", "v1", "v2", "v3", "v4", name="uq_casbin_rule_line"),
    info=impersonal("what roles may do; lines never speak of persons or single records"),
)
