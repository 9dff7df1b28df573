-- The rows that the platform writes for a visit of a child whose duties it does not move: for the limit and PostGraphile.
CREATE OR REPLACE FUNCTION tenant.record_visit(child uuid, visit_mode text, at timestamptz, problems text, solutions text)
RETURNS tenant.visit LANGUAGE sql VOLATILE AS $body$
WITH touched AS (
    UPDATE tenant.child SET updated_at = now() WHERE id = $1 RETURNING id, division
), made AS (
    INSERT INTO tenant.visit (id, child_id, division, occurred_division, occasion, mode, outcome, occurred_at,
        recorded_by, recorded_at, problems, solutions)
    SELECT uuidv7(), t.id, t.division, t.division, uuidv7(), $2, 'MET', $3, 'benchmark', now(), $4, $5 FROM touched t
    RETURNING *
), told AS (
    INSERT INTO tenant.audit_event (id, subject, role, action, kind, object, fields, policy_version, division)
    SELECT uuidv7(), 'benchmark', 'CHILD_DIRECTOR', 'visit:record', 'visit', m.id,
        '{childIds,mode,occurredAt,problems,solutions}', 'benchmark', m.division FROM made m
), announced AS (
    INSERT INTO tenant.outbox (event_id, kind, subject_kind, subject, division, occurred_at)
    SELECT uuidv7(), 'VISIT_RECORDED', 'visit', m.id, m.division, now() FROM made m
)
SELECT * FROM made
$body$
