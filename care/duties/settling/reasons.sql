-- Key reasons of children.
fresh_reason AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.key_reason, {rows}) n JOIN kin ON kin.id = n.child_id
),
gone_reason AS (
    DELETE FROM {schema}.key_reason o WHERE o.child_id = ANY ({these})
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
)
