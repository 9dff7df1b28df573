SELECT convert_to(concat('{"data":{"child":', (
    SELECT concat(
        '{"id":"child_', c.id, '","version":', c.version, ',"name":', to_json(c.name), ',"sex":"', c.sex,
        '","ethnicity":', coalesce(to_json(c.ethnicity)::text, 'null'), ',"birthDate":"', c.birth_date,
        '","residentId":', coalesce(to_json(c.resident_id_masked)::text, 'null'),
        ',"address":', coalesce(to_json(c.address)::text, 'null'), ',"hukouType":"', c.hukou_type,
        '","singleParent":', coalesce('"' || c.single_parent || '"', 'null'),
        ',"boarding":', coalesce('"' || c.boarding || '"', 'null'),
        ',"schooling":', coalesce(to_json(c.schooling)::text, 'null'),
        ',"schoolStatus":', coalesce('"' || c.school_status || '"', 'null'), ',"riskLevel":"', c.risk_level,
        '","fileStatus":"', c.file_status, '","nextVisitDue":', coalesce('"' || c.next_visit_due || '"', 'null'),
        ',"updatedAt":', to_json(c.updated_at),
        ',"division":', (
            SELECT concat('{"code":"', d.code, '","name":', to_json(d.name), '}') FROM platform.divisions d
            WHERE d.code = c.division
        ),
        ',"guardians":[', array_to_string(array(
            SELECT concat(
                '{"id":"guardian_', g.id, '","name":', coalesce(to_json(g.name)::text, 'null'), ',"relation":"',
                g.relation, '","phone":', coalesce(to_json(g.phone_masked)::text, 'null'), '}'
            )
            FROM tenant.guardian g WHERE g.child_id = c.id ORDER BY g.id
        ), ','),
        '],"visits":{"nodes":[', array_to_string(array(
            SELECT concat(
                '{"id":"visit_', v.id, '","mode":"', v.mode, '","outcome":"', v.outcome, '","occurredAt":',
                to_json(v.occurred_at), ',"problems":', coalesce(to_json(v.problems)::text, 'null'),
                ',"solutions":', coalesce(to_json(v.solutions)::text, 'null'), '}'
            )
            FROM tenant.visit v WHERE v.child_id = c.id AND v.corrected_by IS NULL
            ORDER BY v.occurred_at DESC, v.id DESC LIMIT 5
        ), ','), ']}}'
    )
    FROM tenant.child c WHERE c.id = $1::uuid
), '}}'), 'UTF8')
