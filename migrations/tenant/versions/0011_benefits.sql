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

CREATE TABLE {schema}.entitlement (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_entitlement_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    class TEXT CONSTRAINT ck_entitlement_class CHECK (class IN ('LEFT_BEHIND', 'RURAL_LEFT_BEHIND', 'IN_DIFFICULTY', 'SCATTERED_ORPHAN')),
    category TEXT CONSTRAINT ck_entitlement_category CHECK (category IN ('ORPHAN', 'ORPHAN_OR_ABANDONED', 'TREATED_AS_ORPHAN', 'DE_FACTO_UNATTENDED', 'HIV_INFECTED', 'DISABLED', 'SEVERELY_DISABLED', 'SERIOUSLY_ILL', 'MIN_ALLOWANCE_OR_DESTITUTE_FAMILY', 'REGISTERED_POOR_FAMILY', 'ECONOMIC_HARDSHIP_FAMILY', 'POVERTY_LIVING_MEDICAL_SCHOOL', 'BOTH_PARENTS_DISABLED_OR_ILL', 'ONE_PARENT_LOST_OTHER_UNABLE', 'BOTH_PARENTS_DETAINED', 'ONE_LOST_OTHER_DETAINED', 'PARENTS_UNKNOWN', 'GUARDIANSHIP_HARMED', 'TRAFFICKING_RESCUED', 'WANDERING_BEGGING', 'MIGRANT_IN_DIFFICULTY', 'LEFT_BEHIND_NO_GUARDIAN', 'GUARDIANSHIP_INADEQUATE', 'GUARDIANSHIP_MISSING_OR_IMPROPER', 'RURAL_SINGLE_PARENT', 'PRIVATELY_ADOPTED', 'PRISONER_OR_REHAB_CHILD', 'OTHER')),
    kinds TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_entitlement_kinds CHECK (kinds <@ ARRAY['ORPHAN_ALLOWANCE', 'DE_FACTO_UNATTENDED_SUPPORT', 'MINIMUM_LIVING', 'DESTITUTE_SUPPORT', 'DISABILITY_SUBSIDY', 'TEMPORARY_RELIEF', 'BASIC_LIVING', 'MEDICAL_ASSISTANCE', 'EDUCATION_AID', 'TWO_EXEMPTIONS_ONE_SUBSIDY', 'HOME_TEACHING', 'HOUSING', 'REHABILITATION', 'LEGAL_AID', 'OTHER', 'NONE']),
    since DATE NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_entitlement_basis CHECK (basis IN ('IN_FORCE', 'EXPIRED_BASIS', 'PLATFORM_DEFAULT', 'GUIDANCE')),
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    CONSTRAINT fk_entitlement_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_entitlement_by_one_thing CHECK (num_nonnulls(class, category) = 1)
);

CREATE INDEX ix_entitlement_child_id ON {schema}.entitlement (child_id);

CREATE TABLE {schema}.file_change (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_file_change_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    status TEXT NOT NULL CONSTRAINT ck_file_change_status CHECK (status IN ('OPEN', 'REVIEW', 'CLOSED', 'ARCHIVED')),
    effective_on DATE NOT NULL,
    reason TEXT CONSTRAINT ck_file_change_reason CHECK (reason IN ('GROWN_UP', 'MOVED_AWAY', 'NO_LONGER_COVERED', 'DECEASED', 'ENTERED_IN_ERROR', 'OTHER')),
    explanation TEXT,
    aftercare TEXT,
    aftercare_on DATE,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rule_version TEXT NOT NULL,
    CONSTRAINT pk_file_change PRIMARY KEY (id),
    CONSTRAINT fk_file_change_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_file_change_opened_again_for_a_reason CHECK (status <> 'OPEN' OR explanation <> ''),
    CONSTRAINT ck_file_change_closed_for_a_reason CHECK ((status = 'OPEN') = (reason IS NULL)),
    CONSTRAINT ck_file_change_aftercare_whole CHECK (num_nonnulls(aftercare, aftercare_on) IN (0, 2))
);

CREATE INDEX ix_file_change_child_id_id ON {schema}.file_change (child_id, id);
