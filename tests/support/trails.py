"""The trail as a test reads it, as the database's owner: with the reasons that lie beside its rows."""

TOLD = "coalesce((SELECT r.reason FROM t_fujian.audit_reason r WHERE r.event = audit_event.id), reason) AS reason"
