-- Categories of difficulty of children.
fresh_difficulty AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.difficulty, {rows}) n
    JOIN kin ON kin.id = n.child_id
),
gone_difficulty AS (
    DELETE FROM {schema}.difficulty o WHERE o.child_id = ANY ({these})
        AND (o.child_id, o.category) NOT IN (SELECT n.child_id, n.category FROM fresh_difficulty n)
),
changed_difficulty AS (
    UPDATE {schema}.difficulty o
    SET (state, source, since, reasons, citation, rule_version)
        = (n.state, n.source, n.since, n.reasons, n.citation, n.rule_version)
    FROM fresh_difficulty n
    WHERE (n.child_id, n.category) = (o.child_id, o.category)
        AND (o.state, o.source, o.since, o.reasons, o.citation)
            IS DISTINCT FROM (n.state, n.source, n.since, n.reasons, n.citation)
),
new_difficulty AS (
    INSERT INTO {schema}.difficulty
        (child_id, division, category, state, source, since, reasons, citation, rule_version)
    SELECT n.child_id, place, n.category, n.state, n.source, n.since, n.reasons, n.citation, n.rule_version
    FROM fresh_difficulty n
    WHERE NOT EXISTS (SELECT FROM {schema}.difficulty o WHERE (n.child_id, n.category) = (o.child_id, o.category))
)
