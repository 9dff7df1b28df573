-- Classes of children. What is there is sought among what was derived by NOT IN, which is hashed, however little the
-- planner expects.
fresh_standing AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.standing, {rows}) n JOIN kin ON kin.id = n.child_id
),
gone_standing AS (
    DELETE FROM {schema}.standing o WHERE o.child_id = ANY ({these})
        AND (o.child_id, o.class, o.state) NOT IN (SELECT n.child_id, n.class, n.state FROM fresh_standing n)
),
changed_standing AS (
    UPDATE {schema}.standing o
    SET (source, since, restricted, reasons, citation, layers, rule_version)
        = (n.source, n.since, n.restricted, n.reasons, n.citation, n.layers, n.rule_version)
    FROM fresh_standing n
    WHERE (n.child_id, n.class, n.state) = (o.child_id, o.class, o.state)
        AND (o.source, o.since, o.restricted, o.reasons, o.citation, o.layers)
            IS DISTINCT FROM (n.source, n.since, n.restricted, n.reasons, n.citation, n.layers)
),
new_standing AS (
    INSERT INTO {schema}.standing
        (child_id, division, class, state, source, since, restricted, reasons, citation, layers, rule_version)
    SELECT n.child_id, place, n.class, n.state, n.source, n.since, n.restricted, n.reasons, n.citation, n.layers,
        n.rule_version
    FROM fresh_standing n
    WHERE NOT EXISTS (
        SELECT FROM {schema}.standing o WHERE (n.child_id, n.class, n.state) = (o.child_id, o.class, o.state)
    )
)
