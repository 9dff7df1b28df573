-- Duties of children, of the kinds that are derived. The keys of new ones take their time from the given key (UUID
-- version 7), follow each other as the rows do, and have bits of their own from it and from what they are.
-- A duty that was done or missed stays as it is unless its event changes; one that is owed no longer is cancelled.
fresh_duty AS MATERIALIZED (
    SELECT n.*, kin.division AS place, kin.prefecture AS above, (
        -- What no visit satisfied was done by the end of its day, however late that was written down.
        SELECT coalesce(max(v.occurred_at), least({now}, (n.done_on + 1)::timestamptz))
        FROM {visit} v WHERE v.id = n.satisfied_by
    ) AS done
    FROM (SELECT r.*, row_number() OVER () AS line FROM json_populate_recordset(NULL::{schema}.duty, {rows}) r) n
    JOIN kin ON kin.id = n.child_id
),
gone_duty AS (
    UPDATE {schema}.duty o SET cancelled_at = {now}, updated_at = {now}
    WHERE o.child_id = ANY ({these}) AND o.kind = ANY ({kinds})
        AND o.done_at IS NULL AND o.cancelled_at IS NULL AND (o.closes_on IS NULL OR o.closes_on >= {day})
        -- Duties that others made of the same kind (a commission's, a report's) have other keys.
        AND starts_with(o.natural_key, o.kind || ':' || o.child_id)
        AND o.natural_key NOT IN (SELECT natural_key FROM fresh_duty)
    RETURNING o.child_id
),
-- What was closed before a late or corrected event came in, and has its base inside the time that a duty covers now.
void_duty AS (
    UPDATE {schema}.duty o
    SET cancelled_at = {now}, updated_at = {now}, done_at = NULL, done_on = NULL, satisfied_by = NULL, satisfied_kind = NULL
    WHERE o.id IN (
        SELECT p.id FROM {schema}.duty p JOIN fresh_duty n ON (n.child_id, n.kind) = (p.child_id, p.kind)
        WHERE p.cancelled_at IS NULL AND (p.done_at IS NOT NULL OR p.closes_on < {day})
            AND starts_with(p.natural_key, p.kind || ':' || p.child_id)
            AND n.closes_on IS NOT NULL AND n.period IS NULL
            AND p.base_on > n.base_on AND p.base_on < coalesce(n.done_on, n.due_on)
    ) AND o.natural_key NOT IN (SELECT natural_key FROM fresh_duty)
    RETURNING o.child_id
),
changed_duty AS (
    UPDATE {schema}.duty o
    SET (due_at, due_on, closes_on, quarter_missed_from, reasons, restricted, basis, rule, citation, rule_version,
         priority, period, satisfied_by, satisfied_kind, done_on, done_at, cancelled_at, updated_at)
        = (n.due_at, n.due_on, n.closes_on, n.quarter_missed_from, n.reasons, n.restricted, n.basis, n.rule, n.citation,
           n.rule_version, n.priority, n.period, n.satisfied_by, n.satisfied_kind, n.done_on,
           CASE WHEN n.done_on IS NOT NULL THEN n.done END, NULL, {now})
    FROM fresh_duty n
    WHERE n.natural_key = o.natural_key AND (
        (o.done_on, o.satisfied_by) IS DISTINCT FROM (n.done_on, n.satisfied_by)
        OR (o.done_on IS NULL AND o.cancelled_at IS NOT NULL)
        OR (o.done_on IS NULL AND (o.closes_on IS NULL OR o.closes_on >= {day})
            AND (o.due_at, o.closes_on, o.quarter_missed_from, o.reasons, o.restricted, o.basis, o.citation, o.priority)
                IS DISTINCT FROM
                (n.due_at, n.closes_on, n.quarter_missed_from, n.reasons, n.restricted, n.basis, n.citation, n.priority))
    )
    RETURNING o.child_id
),
new_duty AS (
    INSERT INTO {schema}.duty
        (id, kind, natural_key, child_id, division, prefecture, priority, period, base_on, due_at, due_on, closes_on,
         quarter_missed_from, post, reasons, restricted, basis, rule, citation, rule_version, satisfied_by, satisfied_kind,
         done_on, done_at, created_at, updated_at)
    SELECT (left({key}, 15)
            || lpad(to_hex((n.line % 4096)::int), 3, '0') || '-8' || substr(d.hash, 4, 3) || '-' || substr(d.hash, 7, 12))::uuid,
        n.kind, n.natural_key, n.child_id, n.place, n.above, n.priority, n.period, n.base_on, n.due_at,
        n.due_on, n.closes_on, n.quarter_missed_from, n.post, n.reasons, n.restricted, n.basis, n.rule, n.citation,
        n.rule_version,
        n.satisfied_by, n.satisfied_kind, n.done_on, CASE WHEN n.done_on IS NOT NULL THEN n.done END, {now}, {now}
    FROM fresh_duty n, LATERAL (SELECT md5({key} || n.natural_key) AS hash) d
    WHERE NOT EXISTS (SELECT FROM {schema}.duty o WHERE o.natural_key = n.natural_key)
    RETURNING child_id
)
