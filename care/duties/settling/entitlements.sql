-- What children are entitled to.
fresh_entitlement AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.entitlement, {rows}) n JOIN kin ON kin.id = n.child_id
),
gone_entitlement AS (
    DELETE FROM {schema}.entitlement o WHERE o.child_id = ANY ({these})
        AND NOT EXISTS (
            SELECT FROM fresh_entitlement n WHERE n.child_id = o.child_id
                AND (n.class, n.category, n.kinds, n.since, n.basis, n.citation)
                    IS NOT DISTINCT FROM (o.class, o.category, o.kinds, o.since, o.basis, o.citation)
        )
),
new_entitlement AS (
    INSERT INTO {schema}.entitlement (child_id, division, class, category, kinds, since, basis, citation, rule_version)
    SELECT n.child_id, place, n.class, n.category, n.kinds, n.since, n.basis, n.citation, n.rule_version FROM fresh_entitlement n
    WHERE NOT EXISTS (
        SELECT FROM {schema}.entitlement o WHERE o.child_id = n.child_id
            AND (n.class, n.category, n.kinds, n.since, n.basis, n.citation)
                IS NOT DISTINCT FROM (o.class, o.category, o.kinds, o.since, o.basis, o.citation)
    )
)
