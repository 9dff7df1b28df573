ALTER TABLE {schema}.standing ADD COLUMN restricted BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE {schema}.duty ADD COLUMN restricted BOOLEAN DEFAULT false NOT NULL;

-- Of a class that has ended it is not on file any more what it rested on, save of who has come of age: it may have been
-- that. Which reviews were of a class that has ended openly is known only while it has ended.
UPDATE {schema}.standing s SET restricted = true FROM {schema}.child c
WHERE c.id = s.child_id AND c.category_detail IS NULL AND s.class = 'IN_DIFFICULTY' AND s.state IN ('HELD', 'ENDED')
    AND NOT EXISTS (
        SELECT FROM {schema}.difficulty d WHERE d.child_id = s.child_id AND d.state = s.state
            AND d.category NOT IN (
                'HIV_INFECTED', 'PRISONER_OR_REHAB_CHILD', 'BOTH_PARENTS_DETAINED', 'ONE_LOST_OTHER_DETAINED',
                'GUARDIANSHIP_HARMED', 'RURAL_SINGLE_PARENT', 'PRIVATELY_ADOPTED')
    )
    AND (s.state = 'ENDED' OR EXISTS (
        SELECT FROM {schema}.difficulty d WHERE d.child_id = s.child_id AND d.state = s.state
            AND d.category IN (
                'HIV_INFECTED', 'PRISONER_OR_REHAB_CHILD', 'BOTH_PARENTS_DETAINED', 'ONE_LOST_OTHER_DETAINED',
                'GUARDIANSHIP_HARMED')
    ));

UPDATE {schema}.duty o SET restricted = true
WHERE o.kind = 'CLASS_REVIEW' AND starts_with(o.natural_key, 'CLASS_REVIEW:' || o.child_id || ':IN_DIFFICULTY:')
    AND NOT EXISTS (
        SELECT FROM {schema}.standing s
        WHERE s.child_id = o.child_id AND s.class = 'IN_DIFFICULTY' AND s.state = 'ENDED' AND s.since = o.base_on
            AND NOT s.restricted
    );

DROP TRIGGER note_left ON {schema}.duty;

-- Where the duty alone would tell, of restricted facts or of what shows by name, no tombstone of it is left: whoever
-- has had it forgets it with its child.
CREATE TRIGGER note_left AFTER UPDATE ON {schema}.duty FOR EACH ROW
WHEN (OLD.division IS DISTINCT FROM NEW.division AND NOT OLD.restricted
    AND (OLD.subject_kind IS NULL OR OLD.subject_kind NOT IN ('case', 'assessment', 'report')))
EXECUTE FUNCTION {schema}.note_left('duty');

UPDATE {schema}.row_change c SET gone = NULL FROM {schema}.duty o
WHERE c.kind = 'duty' AND c.object = o.id AND (o.restricted OR o.subject_kind IN ('case', 'assessment', 'report'));

-- Violence of guardians is restricted from now on: what is kept and frozen for who does not read such loses its cells.
CREATE OR REPLACE FUNCTION pg_temp.openly(cells jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(cells)
     WHERE NOT 'GUARDIANSHIP_HARMED' = ANY (string_to_array(key, '|'))
$$;

UPDATE {schema}.stat_table SET shown = pg_temp.openly(shown)
 WHERE fact = 'children_openly' AND names LIKE '%CATEGORY%';
UPDATE {schema}.stat_frozen SET shown = pg_temp.openly(shown)
 WHERE fact = 'children_openly' AND names LIKE '%CATEGORY%';
UPDATE {schema}.stat_count c SET counts = (
    SELECT coalesce(jsonb_object_agg(place.key, (
               SELECT jsonb_object_agg(its.key, pg_temp.openly(its.value)) FROM jsonb_each(place.value) its)), '{}')
      FROM jsonb_each(c.counts) place)
 WHERE c.fact = 'children_openly';
UPDATE {schema}.stat_cell c SET cells = (
    SELECT coalesce(jsonb_object_agg(alike.key, alike.n), '{}') FROM (
        SELECT regexp_replace(key, 'GUARDIANSHIP_HARMED,|,?GUARDIANSHIP_HARMED', '') AS key, sum(value::bigint) AS n
          FROM jsonb_each_text(c.cells) GROUP BY 1) alike)
 WHERE c.fact = 'children_openly';

-- Every village is counted anew.
UPDATE {schema}.stat_village SET stale = true;
