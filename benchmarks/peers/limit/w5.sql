SELECT convert_to(concat(
    '{"data":{"recordVisit":{"visits":[{"id":"visit_', v.id, '","mode":"', v.mode, '","occurredAt":',
    to_json(v.occurred_at), ',"problems":', to_json(v.problems), ',"solutions":', to_json(v.solutions),
    ',"child":{"id":"child_', c.id, '","name":', to_json(c.name), ',"riskLevel":"', c.risk_level,
    '"}}],"userErrors":[]}}}'
), 'UTF8')
FROM tenant.record_visit($1::uuid, $2::text, $3::text::timestamptz, $4::text, $5::text) v
JOIN tenant.child c ON c.id = v.child_id
