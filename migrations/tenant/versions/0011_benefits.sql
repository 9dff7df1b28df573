ALTER TABLE {schema}.benefit
    ADD COLUMN status TEXT CONSTRAINT ck_benefit_status CHECK (status IN ('ENTITLED', 'APPLIED', 'GRANTED', 'REFUSED', 'ENDED')),
    ADD COLUMN since DATE,
    ADD COLUMN until DATE,
    ADD COLUMN reason TEXT,
    ADD COLUMN recorded_by TEXT,
    ADD COLUMN superseded_at TIMESTAMP WITH TIME ZONE;

UPDATE {schema}.benefit SET status = 'GRANTED' WHERE kind <> 'NONE';

ALTER TABLE {schema}.benefit
    ADD CONSTRAINT ck_benefit_none_has_no_status CHECK ((kind = 'NONE') = (status IS NULL)),
    ADD CONSTRAINT ck_benefit_until_after_since CHECK (until >= since),
    ADD CONSTRAINT ck_benefit_refusal_says_why CHECK (status IS DISTINCT FROM 'REFUSED' OR reason <> '');

DROP INDEX {schema}.uq_benefit_child;

DROP INDEX {schema}.uq_benefit_household;

CREATE UNIQUE INDEX uq_benefit_child ON {schema}.benefit (child_id, kind) WHERE child_id IS NOT NULL AND superseded_at IS NULL;

CREATE INDEX ix_benefit_child_id ON {schema}.benefit (child_id, id) WHERE child_id IS NOT NULL;

CREATE UNIQUE INDEX uq_benefit_household ON {schema}.benefit (household_id, kind) WHERE household_id IS NOT NULL AND superseded_at IS NULL;

CREATE INDEX ix_benefit_household_id ON {schema}.benefit (household_id, id) WHERE household_id IS NOT NULL;

CREATE INDEX ix_benefit_division_id ON {schema}.benefit (division, id);
