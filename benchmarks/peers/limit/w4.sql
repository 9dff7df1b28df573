SELECT convert_to(concat('{"data":{"statistics":{"cells":[', array_to_string(array(
    SELECT concat('["', s.division, '",', s.shown::text, ']') FROM tenant.stat_table s
    WHERE s.fact = 'children' AND s.basis = 'SERVICE' AND s.names = 'RISK_LEVEL' AND s.parent = $1::bigint
        AND s.level = 2 AND s.month = (SELECT max(c.month) FROM tenant.stat_cube c WHERE c.fact = 'children')
), ','), ']}}}'), 'UTF8')
