SELECT convert_to(concat('{"data":{"children":{"nodes":[', array_to_string(array(
    SELECT concat(
        '{"id":"child_', c.id, '","name":', to_json(c.name), ',"sex":"', c.sex, '","birthDate":"', c.birth_date,
        '","residentId":', coalesce(to_json(c.resident_id_masked)::text, 'null'),
        ',"address":', coalesce(to_json(c.address)::text, 'null'), ',"hukouType":"', c.hukou_type,
        '","riskLevel":"', c.risk_level, '","schoolStatus":', coalesce('"' || c.school_status || '"', 'null'),
        ',"fileStatus":"', c.file_status, '","nextVisitDue":', coalesce('"' || c.next_visit_due || '"', 'null'),
        ',"updatedAt":', to_json(c.updated_at), '}'
    )
    FROM tenant.child c WHERE c.county = $1::bigint ORDER BY c.id LIMIT 500
), ','), ']}}}'), 'UTF8')
