-- Makes what is derived of some children stand on file, and nothing else: what is there already is not touched.
-- $1 to $5 what was derived, as JSON arrays of rows: standings, difficulties, key reasons, duties, and of the children
-- themselves; $6 the children; $7 the clock's moment and $8 its day; $9 the kinds of duty that are derived; $10 a key
-- (UUID version 7) whose time those of new duties take; they follow each other as in $4, and have bits of their own
-- from it and from what they are; $11 the categories that are restricted.
-- What is there is sought among what was derived by NOT IN, which is hashed, however little the planner expects.
-- A duty that was done or missed stays as it is unless its event changes; one that is owed no longer is cancelled.
WITH kin AS (
    SELECT id, division, prefecture, category_detail FROM {schema}.child WHERE id = ANY ($6::uuid[])
),
fresh_standing AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.standing, $1::json) n JOIN kin ON kin.id = n.child_id
),
gone_standing AS (
    DELETE FROM {schema}.standing o WHERE o.child_id = ANY ($6::uuid[])
        AND (o.child_id, o.class, o.state) NOT IN (SELECT n.child_id, n.class, n.state FROM fresh_standing n)
    RETURNING o.child_id, o.division, o.class, o.state
),
changed_standing AS (
    UPDATE {schema}.standing o
    SET (source, since, reasons, citation, layers, rule_version)
        = (n.source, n.since, n.reasons, n.citation, n.layers, n.rule_version)
    FROM fresh_standing n
    WHERE (n.child_id, n.class, n.state) = (o.child_id, o.class, o.state)
        AND (o.source, o.since, o.reasons, o.citation, o.layers)
            IS DISTINCT FROM (n.source, n.since, n.reasons, n.citation, n.layers)
),
new_standing AS (
    INSERT INTO {schema}.standing
        (child_id, division, class, state, source, since, reasons, citation, layers, rule_version)
    SELECT n.child_id, place, n.class, n.state, n.source, n.since, n.reasons, n.citation, n.layers, n.rule_version
    FROM fresh_standing n
    WHERE NOT EXISTS (
        SELECT FROM {schema}.standing o WHERE (n.child_id, n.class, n.state) = (o.child_id, o.class, o.state)
    )
    RETURNING child_id, division, class
),
fresh_difficulty AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.difficulty, $2::json) n
    JOIN kin ON kin.id = n.child_id
),
gone_difficulty AS (
    DELETE FROM {schema}.difficulty o WHERE o.child_id = ANY ($6::uuid[])
        AND (o.child_id, o.category) NOT IN (SELECT n.child_id, n.category FROM fresh_difficulty n)
    RETURNING o.child_id
),
changed_difficulty AS (
    UPDATE {schema}.difficulty o
    SET (state, source, since, reasons, citation, rule_version)
        = (n.state, n.source, n.since, n.reasons, n.citation, n.rule_version)
    FROM fresh_difficulty n
    WHERE (n.child_id, n.category) = (o.child_id, o.category)
        AND (o.state, o.source, o.since, o.reasons, o.citation)
            IS DISTINCT FROM (n.state, n.source, n.since, n.reasons, n.citation)
    RETURNING o.child_id
),
new_difficulty AS (
    INSERT INTO {schema}.difficulty
        (child_id, division, category, state, source, since, reasons, citation, rule_version)
    SELECT n.child_id, place, n.category, n.state, n.source, n.since, n.reasons, n.citation, n.rule_version
    FROM fresh_difficulty n
    WHERE NOT EXISTS (SELECT FROM {schema}.difficulty o WHERE (n.child_id, n.category) = (o.child_id, o.category))
    RETURNING child_id
),
fresh_reason AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.key_reason, $3::json) n JOIN kin ON kin.id = n.child_id
),
gone_reason AS (
    DELETE FROM {schema}.key_reason o WHERE o.child_id = ANY ($6::uuid[])
        AND (o.child_id, o.reason) NOT IN (SELECT n.child_id, n.reason FROM fresh_reason n)
),
changed_reason AS (
    UPDATE {schema}.key_reason o
    SET (since, citation, rule_version) = (n.since, n.citation, n.rule_version)
    FROM fresh_reason n
    WHERE (n.child_id, n.reason) = (o.child_id, o.reason)
        AND (o.since, o.citation) IS DISTINCT FROM (n.since, n.citation)
),
new_reason AS (
    INSERT INTO {schema}.key_reason (child_id, division, reason, since, citation, rule_version)
    SELECT n.child_id, place, n.reason, n.since, n.citation, n.rule_version FROM fresh_reason n
    WHERE NOT EXISTS (SELECT FROM {schema}.key_reason o WHERE (n.child_id, n.reason) = (o.child_id, o.reason))
),
fresh_duty AS MATERIALIZED (
    SELECT n.*, kin.division AS place, kin.prefecture AS above, (
        -- What no visit satisfied was done by the end of its day, however late that was written down.
        SELECT coalesce(max(v.occurred_at), least($7, (n.done_on + 1)::timestamptz))
        FROM {schema}.visit v WHERE v.id = n.satisfied_by
    ) AS done
    FROM (SELECT r.*, row_number() OVER () AS line FROM json_populate_recordset(NULL::{schema}.duty, $4::json) r) n
    JOIN kin ON kin.id = n.child_id
),
gone_duty AS (
    UPDATE {schema}.duty o SET cancelled_at = $7, updated_at = $7
    WHERE o.child_id = ANY ($6::uuid[]) AND o.kind = ANY ($9::text[])
        AND o.done_at IS NULL AND o.cancelled_at IS NULL AND (o.closes_on IS NULL OR o.closes_on >= $8)
        -- Duties that others made of the same kind (a commission's, a report's) have other keys.
        AND starts_with(o.natural_key, o.kind || ':' || o.child_id)
        AND o.natural_key NOT IN (SELECT natural_key FROM fresh_duty)
    RETURNING o.child_id
),
-- What was closed before a late or corrected event came in, and has its base inside the time that a duty covers now.
void_duty AS (
    UPDATE {schema}.duty o
    SET cancelled_at = $7, updated_at = $7, done_at = NULL, done_on = NULL, satisfied_by = NULL, satisfied_kind = NULL
    WHERE o.id IN (
        SELECT p.id FROM {schema}.duty p JOIN fresh_duty n ON (n.child_id, n.kind) = (p.child_id, p.kind)
        WHERE p.cancelled_at IS NULL AND (p.done_at IS NOT NULL OR p.closes_on < $8)
            AND starts_with(p.natural_key, p.kind || ':' || p.child_id)
            AND n.closes_on IS NOT NULL AND n.period IS NULL
            AND p.base_on > n.base_on AND p.base_on < coalesce(n.done_on, n.due_on)
    ) AND o.natural_key NOT IN (SELECT natural_key FROM fresh_duty)
    RETURNING o.child_id
),
changed_duty AS (
    UPDATE {schema}.duty o
    SET (due_at, due_on, closes_on, quarter_missed_from, reasons, basis, rule, citation, rule_version, priority,
         period, satisfied_by, satisfied_kind, done_on, done_at, cancelled_at, updated_at)
        = (n.due_at, n.due_on, n.closes_on, n.quarter_missed_from, n.reasons, n.basis, n.rule, n.citation,
           n.rule_version, n.priority, n.period, n.satisfied_by, n.satisfied_kind, n.done_on,
           CASE WHEN n.done_on IS NOT NULL THEN n.done END, NULL, $7)
    FROM fresh_duty n
    WHERE n.natural_key = o.natural_key AND (
        (o.done_on, o.satisfied_by) IS DISTINCT FROM (n.done_on, n.satisfied_by)
        OR (o.done_on IS NULL AND o.cancelled_at IS NOT NULL)
        OR (o.done_on IS NULL AND (o.closes_on IS NULL OR o.closes_on >= $8)
            AND (o.due_at, o.closes_on, o.quarter_missed_from, o.reasons, o.basis, o.citation, o.priority)
                IS DISTINCT FROM
                (n.due_at, n.closes_on, n.quarter_missed_from, n.reasons, n.basis, n.citation, n.priority))
    )
    RETURNING o.child_id
),
new_duty AS (
    INSERT INTO {schema}.duty
        (id, kind, natural_key, child_id, division, prefecture, priority, period, base_on, due_at, due_on, closes_on,
         quarter_missed_from, post, reasons, basis, rule, citation, rule_version, satisfied_by, satisfied_kind,
         done_on, done_at, created_at, updated_at)
    SELECT (left($10, 15)
            || lpad(to_hex((n.line % 4096)::int), 3, '0') || '-8' || substr(d.hash, 4, 3) || '-' || substr(d.hash, 7, 12))::uuid,
        n.kind, n.natural_key, n.child_id, n.place, n.above, n.priority, n.period, n.base_on, n.due_at,
        n.due_on, n.closes_on, n.quarter_missed_from, n.post, n.reasons, n.basis, n.rule, n.citation, n.rule_version,
        n.satisfied_by, n.satisfied_kind, n.done_on, CASE WHEN n.done_on IS NOT NULL THEN n.done END, $7, $7
    FROM fresh_duty n, LATERAL (SELECT md5($10 || n.natural_key) AS hash) d
    WHERE NOT EXISTS (SELECT FROM {schema}.duty o WHERE o.natural_key = n.natural_key)
    RETURNING child_id
),
changed_child AS (
    UPDATE {schema}.child o
    SET priority = n.priority, next_due = n.next_due, next_contact_due = n.next_contact_due,
        next_visit_due = n.next_visit_due, changes_on = n.changes_on, rule_version = n.rule_version,
        file_parts = n.file_parts,
        updated_at = CASE
            WHEN (o.priority, o.next_contact_due, o.next_visit_due)
                IS DISTINCT FROM (n.priority, n.next_contact_due, n.next_visit_due) THEN $7 ELSE o.updated_at END
    FROM json_populate_recordset(NULL::{schema}.child, $5::json) n
    WHERE n.id = o.id AND
        (o.priority, o.next_due, o.next_contact_due, o.next_visit_due, o.changes_on, o.rule_version, o.file_parts)
        IS DISTINCT FROM
        (n.priority, n.next_due, n.next_contact_due, n.next_visit_due, n.changes_on, n.rule_version, n.file_parts)
),
classes AS (
    SELECT child_id, division, class FROM new_standing
    UNION ALL SELECT child_id, division, class FROM gone_standing WHERE state <> 'ENDED'
),
-- Who may not read restricted categories is not told who is in difficulty for these alone: to them the class comes and
-- goes with the other categories, and what changes for the others only is not announced to them.
judged AS (
    SELECT kin.id, kin.division,
        EXISTS (SELECT FROM {schema}.standing s
            WHERE (s.child_id, s.class, s.state) = (kin.id, 'IN_DIFFICULTY', 'HELD'))
            AND NOT (kin.category_detail IS NULL AND coalesce((
                SELECT bool_and(o.category = ANY ($11::text[])) FROM {schema}.difficulty o
                WHERE o.child_id = kin.id AND o.state = 'HELD'), false)) AS before,
        EXISTS (SELECT FROM fresh_standing s
            WHERE (s.child_id, s.class, s.state) = (kin.id, 'IN_DIFFICULTY', 'HELD'))
            AND NOT (kin.category_detail IS NULL AND coalesce((
                SELECT bool_and(n.category = ANY ($11::text[])) FROM fresh_difficulty n
                WHERE n.child_id = kin.id AND n.state = 'HELD'), false)) AS after
    FROM kin WHERE kin.id IN (
        SELECT child_id FROM classes UNION ALL SELECT child_id FROM gone_difficulty
        UNION ALL SELECT child_id FROM changed_difficulty UNION ALL SELECT child_id FROM new_difficulty
    )
),
told AS (
    SELECT child_id, division, bool_or(openly) AS openly FROM (
        SELECT child_id, division, class <> 'IN_DIFFICULTY' AS openly FROM classes
        UNION ALL SELECT id, division, true FROM judged WHERE before <> after
    ) every GROUP BY child_id, division
)
SELECT
    (SELECT coalesce(json_agg(json_build_array(child_id, division) ORDER BY child_id), '[]')
        FROM told WHERE openly)::text AS reclassified,
    (SELECT coalesce(json_agg(json_build_array(child_id, division) ORDER BY child_id), '[]')
        FROM told WHERE NOT openly)::text AS unsaid,
    (SELECT count(DISTINCT child_id) FROM (
        SELECT child_id FROM gone_duty UNION ALL SELECT child_id FROM void_duty
        UNION ALL SELECT child_id FROM changed_duty UNION ALL SELECT child_id FROM new_duty
    ) moved) AS moved
