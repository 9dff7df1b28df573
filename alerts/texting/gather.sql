-- Makes messages of what a part of the log tells people with a phone: one for each person, role and kind.
-- $1 the moment, $2 and $3 the part (after, up to), $4 the kinds, $5 the kind of digests, $6 keys for the messages.
-- Whoever holds the role of the level at the event's own place is told; a digest goes to its person.
WITH heard AS (
    SELECT e.sequence, e.id, e.kind, e.division, e.subject,
        CASE
            WHEN e.division % 1000 <> 0 THEN 'CHILD_DIRECTOR'
            WHEN e.division % 1000000 <> 0 THEN 'CHILD_SUPERVISOR'
            WHEN e.division % 100000000 <> 0 THEN 'COUNTY_OFFICER'
            WHEN e.division % 10000000000 <> 0 THEN 'PREFECTURE_OFFICER'
            ELSE 'PROVINCE_OFFICER'
        END AS role
    FROM {schema}.event_log e WHERE e.sequence > $2 AND e.sequence <= $3 AND e.kind = ANY ($4)
),
addressed AS (
    SELECT h.sequence, h.id, h.kind, h.division, a.subject, a.role
    FROM heard h JOIN {schema}.role_assignment a ON a.division = h.division AND a.role = h.role
    WHERE h.kind <> $5 AND a.valid_from <= $1 AND (a.until IS NULL OR a.until > $1)
        AND (a.revoked_at IS NULL OR a.revoked_at > $1)
    UNION ALL
    SELECT h.sequence, h.id, h.kind, h.division, d.subject, d.role
    FROM heard h JOIN {schema}.digest d ON d.id = h.subject WHERE h.kind = $5
),
told AS (
    SELECT subject, role, kind, max(sequence) AS sequence, array_agg(id ORDER BY sequence) AS events,
        min(division) AS division, row_number() OVER () AS place
    FROM addressed g
    WHERE EXISTS (SELECT FROM {schema}.trainee t WHERE t.subject = g.subject AND t.phone IS NOT NULL)
    GROUP BY subject, role, kind
)
INSERT INTO {schema}.message (id, sequence, events, kind, subject, role, division, due_at, created_at)
SELECT coalesce(($6::uuid[])[place], gen_random_uuid()), sequence, events, kind, subject, role, division, $1, $1 FROM told
ON CONFLICT DO NOTHING
