SELECT convert_to(concat('{"data":{"children":{"nodes":[', array_to_string(array(
    SELECT concat(
        '{"id":"child_', c.id, '","name":', to_json(c.name), ',"sex":"', c.sex, '","birthDate":"', c.birth_date,
        '","riskLevel":"', c.risk_level, '","nextVisitDue":', coalesce('"' || c.next_visit_due || '"', 'null'),
        ',"guardians":[', array_to_string(array(
            SELECT concat(
                '{"name":', coalesce(to_json(g.name)::text, 'null'), ',"relation":"', g.relation, '"}'
            )
            FROM tenant.guardian g WHERE g.child_id = c.id ORDER BY g.id
        ), ','),
        '],"visits":{"nodes":[', array_to_string(array(
            SELECT concat('{"mode":"', v.mode, '","occurredAt":', to_json(v.occurred_at), '}')
            FROM tenant.visit v WHERE v.child_id = c.id AND v.corrected_by IS NULL
            ORDER BY v.occurred_at DESC, v.id DESC LIMIT 1
        ), ','), ']}}'
    )
    FROM tenant.child c WHERE c.county = $1::bigint ORDER BY c.priority, c.next_due NULLS LAST, c.id LIMIT 50
), ','), ']}}}'), 'UTF8')
