-- What is derived of the children themselves.
changed_child AS (
    UPDATE {schema}.child o
    SET priority = n.priority, next_due = n.next_due, next_contact_due = n.next_contact_due,
        next_visit_due = n.next_visit_due, changes_on = n.changes_on, rule_version = n.rule_version,
        file_parts = n.file_parts,
        updated_at = CASE
            WHEN {marked} OR (o.priority, o.next_contact_due, o.next_visit_due)
                IS DISTINCT FROM (n.priority, n.next_contact_due, n.next_visit_due) THEN {now} ELSE o.updated_at END
    FROM json_populate_recordset(NULL::{schema}.child, {rows}) n
    WHERE n.id = o.id AND ({marked} OR
        (o.priority, o.next_due, o.next_contact_due, o.next_visit_due, o.changes_on, o.rule_version, o.file_parts)
        IS DISTINCT FROM
        (n.priority, n.next_due, n.next_contact_due, n.next_visit_due, n.changes_on, n.rule_version, n.file_parts))
)
