-- Makes the entitlements of some children stand as they were derived; what is there already is not touched.
-- $1 what was derived, as JSON; $2 the children.
WITH fresh AS MATERIALIZED (
    SELECT n.*, kin.division AS place
    FROM json_populate_recordset(NULL::{schema}.entitlement, $1::json) n JOIN {schema}.child kin ON kin.id = n.child_id
),
gone AS (
    DELETE FROM {schema}.entitlement o WHERE o.child_id = ANY ($2::uuid[])
        AND NOT EXISTS (
            SELECT FROM fresh n WHERE n.child_id = o.child_id
                AND (n.class, n.category, n.kinds, n.since, n.basis, n.citation)
                    IS NOT DISTINCT FROM (o.class, o.category, o.kinds, o.since, o.basis, o.citation)
        )
)
INSERT INTO {schema}.entitlement (child_id, division, class, category, kinds, since, basis, citation, rule_version)
SELECT n.child_id, place, n.class, n.category, n.kinds, n.since, n.basis, n.citation, n.rule_version FROM fresh n
WHERE NOT EXISTS (
    SELECT FROM {schema}.entitlement o WHERE o.child_id = n.child_id
        AND (n.class, n.category, n.kinds, n.since, n.basis, n.citation)
            IS NOT DISTINCT FROM (o.class, o.category, o.kinds, o.since, o.basis, o.citation)
)
