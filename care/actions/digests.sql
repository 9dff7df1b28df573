-- Makes the digests of a day for people who have none yet: numbers of what they owe and oversee.
-- $1 the moment, $2 its day, $3 how many at most, $4 keys for them.
-- Places are looked up one by one (OFFSET 0 keeps the planner from reading whole counties to join them).
-- What shows by name alone (cases and assessments; reports in a village), or to readers of restricted facts, is in no
-- number: it would tell of it.
WITH held AS (
    SELECT a.subject, a.role, a.division FROM {schema}.role_assignment a
    WHERE a.role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR') AND a.division IS NOT NULL
        AND a.valid_from <= $1 AND (a.until IS NULL OR a.until > $1) AND (a.revoked_at IS NULL OR a.revoked_at > $1)
        AND NOT EXISTS (
            SELECT FROM {schema}.digest d WHERE d.subject = a.subject AND d.role = a.role AND d.day = $2
        )
),
person AS (
    SELECT subject, role, array_agg(DISTINCT division ORDER BY division) AS places,
        row_number() OVER (ORDER BY subject, role) AS place,
        CASE role WHEN 'CHILD_DIRECTOR' THEN 1 ELSE 1000 END AS width
    FROM held GROUP BY subject, role ORDER BY subject, role LIMIT $3
),
owed AS (
    SELECT p.subject, p.role,
        count(*) FILTER (WHERE d.mine AND d.due_on = $2 AND d.due_at > $1) AS due_today,
        count(*) FILTER (WHERE d.mine AND d.due_at <= $1) AS overdue,
        count(*) FILTER (WHERE d.mine AND d.due_on > $2) AS upcoming,
        count(*) FILTER (WHERE d.below AND d.due_at <= $1) AS overdue_below,
        count(*) FILTER (WHERE d.answer) AS reports_waiting
    FROM person p CROSS JOIN LATERAL (
        SELECT d.due_on, d.due_at, false AS below, false AS answer,
            d.post = 'CHILD_DIRECTOR' OR (d.post IS NULL AND d.organisation_id IS NULL) AS mine
        FROM unnest(p.places) at CROSS JOIN LATERAL (
            SELECT o.* FROM {schema}.duty o
            WHERE o.division = at AND o.done_at IS NULL AND o.cancelled_at IS NULL
                AND o.due_at < ($2::date + 8)::timestamp AT TIME ZONE 'Asia/Shanghai'
            OFFSET 0
        ) d
        WHERE p.role = 'CHILD_DIRECTOR'
            AND (d.closes_on IS NULL OR d.closes_on >= $2)
            AND NOT d.restricted
            AND (d.subject_kind IS NULL OR d.subject_kind NOT IN ('case', 'assessment', 'report'))
        UNION ALL
        SELECT d.due_on, d.due_at, d.post = 'CHILD_DIRECTOR' AS below,
            (d.kind = 'REPORT_ACKNOWLEDGEMENT' AND d.reasons = '{CHILD_SUPERVISOR}')
                OR (d.kind = 'ONWARD_REPORT' AND d.post = 'CHILD_SUPERVISOR') AS answer,
            d.post = 'CHILD_SUPERVISOR'
                OR (d.post IS NULL AND d.organisation_id IS NULL AND d.division = ANY (p.places)
                    AND d.subject_kind IS DISTINCT FROM 'report') AS mine
        FROM unnest(p.places) at CROSS JOIN LATERAL (
            SELECT o.* FROM {schema}.duty o
            WHERE o.township = at AND o.done_at IS NULL AND o.cancelled_at IS NULL
                AND o.due_at < ($2::date + 8)::timestamp AT TIME ZONE 'Asia/Shanghai'
            OFFSET 0
        ) d
        WHERE p.role = 'CHILD_SUPERVISOR'
            AND (d.closes_on IS NULL OR d.closes_on >= $2)
            AND NOT d.restricted
            AND (d.subject_kind IS NULL OR d.subject_kind NOT IN ('case', 'assessment'))
    ) d GROUP BY p.subject, p.role
),
made AS (
    INSERT INTO {schema}.digest (
        id, subject, role, division, day, made_at, due_today, overdue, upcoming, overdue_below, reports_waiting,
        escalated, agreements_ending
    )
    SELECT ($4::uuid[])[p.place], p.subject, p.role, p.places[1], $2, $1, coalesce(o.due_today, 0),
        coalesce(o.overdue, 0), coalesce(o.upcoming, 0), coalesce(o.overdue_below, 0), coalesce(o.reports_waiting, 0),
        (
            SELECT count(*) FROM {schema}.escalation e
            WHERE e.division = ANY (p.places) AND e.told_at > $1 - interval '24 hours'
                AND (p.role = 'CHILD_SUPERVISOR' OR e.clock NOT IN ('SAFETY_REPORT', 'REPORT'))
                AND NOT EXISTS (SELECT FROM {schema}.duty r WHERE r.id = e.duty_id AND r.restricted)
        ),
        (
            SELECT count(*) FROM unnest(p.places) at
            JOIN {schema}.agreement g ON g.division >= at AND g.division < at + p.width
            WHERE g.concluded_on IS NOT NULL AND g.replaced_on IS NULL AND g.ends_on BETWEEN $2 AND $2::date + 30
        )
    FROM person p LEFT JOIN owed o ON (o.subject, o.role) = (p.subject, p.role)
    ON CONFLICT DO NOTHING
    RETURNING id, division
)
SELECT id, division FROM made
