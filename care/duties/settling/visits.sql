-- Visits that were recorded now, with what they are known by at once.
fresh_visit AS MATERIALIZED (
    SELECT * FROM json_populate_recordset(NULL::{schema}.visit, {rows})
),
made_visit AS (
    INSERT INTO {schema}.visit
        (id, child_id, division, occurred_division, occasion, mode, outcome, occurred_at, precision, visitor_id,
         recorded_by, problems, solutions, missing_findings, recorded_at)
    SELECT id, child_id, division, occurred_division, occasion, mode, outcome, occurred_at, precision, visitor_id,
        recorded_by, problems, solutions, missing_findings, recorded_at
    FROM fresh_visit
)
