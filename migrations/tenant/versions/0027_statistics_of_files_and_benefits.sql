CREATE TABLE {schema}.stat_minimum (
    version INTEGER NOT NULL,
    least SMALLINT DEFAULT 5 NOT NULL,
    set_by TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stat_minimum PRIMARY KEY (version)
);

ALTER TABLE {schema}.stat_cube ADD COLUMN least SMALLINT DEFAULT 5 NOT NULL;
ALTER TABLE {schema}.stat_release ADD COLUMN least SMALLINT DEFAULT 5 NOT NULL;

-- Until now one table told the class both with and without those who are in it for restricted reasons alone; from now on
-- whoever does not read these reasons has facts of their own. What is kept and frozen of earlier months is parted.
CREATE FUNCTION pg_temp.told(cells jsonb, openly boolean) RETURNS jsonb LANGUAGE sql AS $$
    SELECT coalesce(jsonb_object_agg(replace(key, 'OPENLY_IN_DIFFICULTY', 'IN_DIFFICULTY'), value), '{}')
      FROM jsonb_each(cells)
     WHERE NOT string_to_array(key, '|') && CASE WHEN openly
           THEN ARRAY['IN_DIFFICULTY', 'HIV_INFECTED', 'PRISONER_OR_REHAB_CHILD'] ELSE ARRAY['OPENLY_IN_DIFFICULTY'] END
$$;

CREATE FUNCTION pg_temp.counted(places jsonb, openly boolean) RETURNS jsonb LANGUAGE sql AS $$
    SELECT coalesce(jsonb_object_agg(place.key, (
               SELECT jsonb_object_agg(its.key, pg_temp.told(its.value, openly)) FROM jsonb_each(place.value) its)), '{}')
      FROM jsonb_each(places) place
$$;

INSERT INTO {schema}.stat_cube (fact, basis, month, as_at, stale, rule_version)
SELECT fact || '_openly', basis, month, as_at, stale, rule_version FROM {schema}.stat_cube
 WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');
INSERT INTO {schema}.stat_release (release, fact, basis, month, as_at, rule_version, frozen_at, frozen_by)
SELECT release, fact || '_openly', basis, month, as_at, rule_version, frozen_at, frozen_by FROM {schema}.stat_release
 WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');
INSERT INTO {schema}.stat_count (fact, basis, month, division, prefecture, counts)
SELECT fact || '_openly', basis, month, division, prefecture, pg_temp.counted(counts, true) FROM {schema}.stat_count
 WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');
INSERT INTO {schema}.stat_table (fact, basis, month, names, level, parent, shown, division)
SELECT fact || '_openly', basis, month, names, level, parent, pg_temp.told(shown, true), division
  FROM {schema}.stat_table WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');
INSERT INTO {schema}.stat_frozen (release, fact, basis, month, names, level, parent, shown, division)
SELECT release, fact || '_openly', basis, month, names, level, parent, pg_temp.told(shown, true), division
  FROM {schema}.stat_frozen WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');
UPDATE {schema}.stat_count SET counts = pg_temp.counted(counts, false)
 WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');
UPDATE {schema}.stat_table SET shown = pg_temp.told(shown, false)
 WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');
UPDATE {schema}.stat_frozen SET shown = pg_temp.told(shown, false)
 WHERE fact IN ('children', 'visits', 'contacts', 'needs', 'overdue');

-- Every county is counted anew: by the new facts, too.
UPDATE {schema}.stat_county SET seen = '';
