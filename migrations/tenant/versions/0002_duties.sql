ALTER TABLE {schema}.child
    ADD COLUMN guardianship_rating TEXT DEFAULT 'UNRATED' NOT NULL CONSTRAINT ck_child_guardianship_rating CHECK (guardianship_rating IN ('GOOD', 'AVERAGE', 'HIGH_RISK', 'UNRATED')),
    ADD COLUMN next_contact_due DATE,
    ADD COLUMN next_visit_due DATE,
    ADD COLUMN changes_on DATE,
    ADD COLUMN rule_version TEXT,
    ADD COLUMN lives_at BIGINT CONSTRAINT ck_child_lives_at CHECK (lives_at BETWEEN 110000000000 AND 899999999999);

CREATE INDEX ix_child_changes_on ON {schema}.child (changes_on, id);

-- Children on file have no duties yet: whoever walks through what has changed begins with them.
UPDATE {schema}.child SET changes_on = registered_on;

ALTER TABLE {schema}.child_health
    ADD COLUMN disability TEXT CONSTRAINT ck_child_health_disability CHECK (disability IN ('VISUAL', 'PHYSICAL', 'INTELLECTUAL', 'MENTAL')),
    ADD COLUMN card BOOLEAN,
    ADD CONSTRAINT ck_child_health_only_a_disability_is_carded CHECK (kind = 'DISABLED' OR num_nonnulls(disability, card) = 0);

ALTER TABLE {schema}.guardian
    ADD COLUMN declared_missing_on DATE,
    ADD COLUMN incapacity_judgement TEXT;

ALTER TABLE {schema}.absence
    ADD COLUMN within_core BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE {schema}.outbox DROP CONSTRAINT ck_outbox_kind;

ALTER TABLE {schema}.outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ('CHILD_REGISTERED', 'CHILD_UPDATED', 'CHILD_MOVED', 'GUARDIAN_CHANGED', 'VISIT_RECORDED', 'TRAINEE_CHANGED', 'ORGANISATION_SAVED', 'ROLE_ASSIGNED', 'REPORT_FILED', 'REPORT_ADDRESSED', 'REPORT_ACKNOWLEDGED', 'REPORT_RESULT', 'REPORT_OVERDUE', 'REPORT_ESCALATED', 'VISIT_OVERDUE', 'CONTACT_OVERDUE', 'DUTY_ESCALATED', 'DUTY_SETTLED', 'CLASS_CHANGED', 'AGREEMENT_EXPIRING', 'CONFERENCE_CALLED', 'COMMISSION_OFFERED', 'STAFFING_GAP', 'SUBMISSION_OVERDUE', 'RULEBOOK_CHANGED', 'ACCESS_BROKEN_GLASS', 'GRANT_ENDING', 'PARTNER_REVOKED', 'DAILY_DIGEST'));

CREATE TABLE {schema}.applied_rulebook (
    id UUID NOT NULL,
    layer TEXT NOT NULL,
    division BIGINT CONSTRAINT ck_applied_rulebook_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    digest TEXT NOT NULL,
    text TEXT NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
    applied_by TEXT NOT NULL,
    replaced_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_applied_rulebook PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_applied_rulebook_layer ON {schema}.applied_rulebook (layer) WHERE replaced_at IS NULL;

CREATE TABLE {schema}.rederivation (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_rederivation_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    reason TEXT NOT NULL,
    cursor UUID,
    children BIGINT DEFAULT 0 NOT NULL,
    moved INTEGER DEFAULT 0 NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_rederivation PRIMARY KEY (id)
);

CREATE INDEX ix_rederivation_running ON {schema}.rederivation (id) WHERE finished_at IS NULL;

CREATE TABLE {schema}.assessment (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_assessment_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    kind TEXT NOT NULL CONSTRAINT ck_assessment_kind CHECK (kind IN ('GUARDIANSHIP', 'MENTAL_HEALTH', 'RISK_LEVEL', 'GUARDIANSHIP_RATING')),
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    assessor TEXT,
    assessed_on DATE,
    risk_level TEXT CONSTRAINT ck_assessment_risk_level CHECK (risk_level IN ('HIGH', 'MEDIUM', 'LOW', 'UNRATED')),
    guardianship_rating TEXT CONSTRAINT ck_assessment_guardianship_rating CHECK (guardianship_rating IN ('GOOD', 'AVERAGE', 'HIGH_RISK', 'UNRATED')),
    risk_level_before TEXT CONSTRAINT ck_assessment_risk_level_before CHECK (risk_level_before IN ('HIGH', 'MEDIUM', 'LOW', 'UNRATED')),
    guardianship_rating_before TEXT CONSTRAINT ck_assessment_guardianship_rating_before CHECK (guardianship_rating_before IN ('GOOD', 'AVERAGE', 'HIGH_RISK', 'UNRATED')),
    result TEXT,
    next_review_on DATE,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_assessment PRIMARY KEY (id),
    CONSTRAINT fk_assessment_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX ix_assessment_child_latest ON {schema}.assessment (child_id, assessed_on DESC NULLS FIRST, id DESC);

CREATE TABLE {schema}.class_review (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_class_review_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    class TEXT CONSTRAINT ck_class_review_class CHECK (class IN ('LEFT_BEHIND', 'RURAL_LEFT_BEHIND', 'IN_DIFFICULTY', 'SCATTERED_ORPHAN')),
    category TEXT CONSTRAINT ck_class_review_category CHECK (category IN ('ORPHAN', 'ORPHAN_OR_ABANDONED', 'TREATED_AS_ORPHAN', 'DE_FACTO_UNATTENDED', 'HIV_INFECTED', 'DISABLED', 'SEVERELY_DISABLED', 'SERIOUSLY_ILL', 'MIN_ALLOWANCE_OR_DESTITUTE_FAMILY', 'REGISTERED_POOR_FAMILY', 'ECONOMIC_HARDSHIP_FAMILY', 'POVERTY_LIVING_MEDICAL_SCHOOL', 'BOTH_PARENTS_DISABLED_OR_ILL', 'ONE_PARENT_LOST_OTHER_UNABLE', 'BOTH_PARENTS_DETAINED', 'ONE_LOST_OTHER_DETAINED', 'PARENTS_UNKNOWN', 'GUARDIANSHIP_HARMED', 'TRAFFICKING_RESCUED', 'WANDERING_BEGGING', 'MIGRANT_IN_DIFFICULTY', 'LEFT_BEHIND_NO_GUARDIAN', 'GUARDIANSHIP_INADEQUATE', 'GUARDIANSHIP_MISSING_OR_IMPROPER', 'RURAL_SINGLE_PARENT', 'PRIVATELY_ADOPTED', 'PRISONER_OR_REHAB_CHILD', 'OTHER')),
    holds BOOLEAN NOT NULL,
    since DATE NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rule_version TEXT NOT NULL,
    CONSTRAINT pk_class_review PRIMARY KEY (id),
    CONSTRAINT fk_class_review_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_class_review_of_one_thing CHECK (num_nonnulls(class, category) = 1)
);

CREATE INDEX ix_class_review_child_id_decided_at ON {schema}.class_review (child_id, decided_at);

CREATE TABLE {schema}.difficulty (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_difficulty_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    category TEXT NOT NULL CONSTRAINT ck_difficulty_category CHECK (category IN ('ORPHAN', 'ORPHAN_OR_ABANDONED', 'TREATED_AS_ORPHAN', 'DE_FACTO_UNATTENDED', 'HIV_INFECTED', 'DISABLED', 'SEVERELY_DISABLED', 'SERIOUSLY_ILL', 'MIN_ALLOWANCE_OR_DESTITUTE_FAMILY', 'REGISTERED_POOR_FAMILY', 'ECONOMIC_HARDSHIP_FAMILY', 'POVERTY_LIVING_MEDICAL_SCHOOL', 'BOTH_PARENTS_DISABLED_OR_ILL', 'ONE_PARENT_LOST_OTHER_UNABLE', 'BOTH_PARENTS_DETAINED', 'ONE_LOST_OTHER_DETAINED', 'PARENTS_UNKNOWN', 'GUARDIANSHIP_HARMED', 'TRAFFICKING_RESCUED', 'WANDERING_BEGGING', 'MIGRANT_IN_DIFFICULTY', 'LEFT_BEHIND_NO_GUARDIAN', 'GUARDIANSHIP_INADEQUATE', 'GUARDIANSHIP_MISSING_OR_IMPROPER', 'RURAL_SINGLE_PARENT', 'PRIVATELY_ADOPTED', 'PRISONER_OR_REHAB_CHILD', 'OTHER')),
    state TEXT NOT NULL CONSTRAINT ck_difficulty_state CHECK (state IN ('HELD', 'PENDING', 'OFFERED', 'ENDED')),
    source TEXT NOT NULL CONSTRAINT ck_difficulty_source CHECK (source IN ('FACTS', 'STATED', 'JUDGED')),
    since DATE NOT NULL,
    reasons TEXT[] DEFAULT '{}' NOT NULL,
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    CONSTRAINT fk_difficulty_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_difficulty_child_id_category UNIQUE (child_id, category)
);

CREATE INDEX ix_difficulty_category_state_child_id ON {schema}.difficulty (category, state, child_id);

CREATE TABLE {schema}.duty (
    id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_duty_kind CHECK (kind IN ('CONTACT', 'HOUSEHOLD_VISIT', 'SCREENING', 'FOLLOW_UP', 'TOWNSHIP_PATROL', 'ASSESSMENT', 'REPORT', 'REPORT_ACKNOWLEDGEMENT', 'ONWARD_REPORT', 'AGREEMENT_REVIEW', 'CARER_NOTICE', 'COURT_APPLICATION', 'CLASS_REVIEW', 'FILE_SPOT_CHECK', 'SYSTEM_UPDATE', 'TRAINING', 'SAFETY_EVENT', 'SUBMISSION', 'DIVISION_OF_DUTIES', 'CONFERENCE_DECISION', 'AFTERCARE')),
    natural_key TEXT COLLATE "C" NOT NULL,
    child_id UUID,
    division BIGINT NOT NULL CONSTRAINT ck_duty_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    priority SMALLINT DEFAULT 1 NOT NULL,
    subject_kind TEXT,
    subject UUID,
    period TEXT,
    base_on DATE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_on DATE NOT NULL,
    closes_on DATE,
    quarter_missed_from DATE,
    post TEXT CONSTRAINT ck_duty_post CHECK (post IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'SOCIAL_WORKER', 'VOLUNTEER', 'INSTITUTION_STAFF', 'CLASS_TEACHER', 'MANDATED_REPORTER')),
    responsible_id UUID,
    reasons TEXT[] DEFAULT '{}' NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_duty_basis CHECK (basis IN ('IN_FORCE', 'EXPIRED_BASIS', 'PLATFORM_DEFAULT', 'GUIDANCE')),
    rule TEXT NOT NULL,
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    satisfied_by UUID,
    satisfied_kind TEXT,
    done_at TIMESTAMP WITH TIME ZONE,
    done_on DATE,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_duty PRIMARY KEY (id),
    CONSTRAINT fk_duty_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_duty_subject_whole CHECK (num_nonnulls(subject_kind, subject) IN (0, 2)),
    CONSTRAINT ck_duty_closes_after_it_is_due CHECK (closes_on >= due_on),
    CONSTRAINT ck_duty_done_whole CHECK (num_nonnulls(done_at, done_on) IN (0, 2)),
    CONSTRAINT uq_duty_natural_key UNIQUE (natural_key),
    CONSTRAINT fk_duty_responsible_id FOREIGN KEY(responsible_id) REFERENCES {schema}.trainee (id)
);

CREATE INDEX ix_duty_child ON {schema}.duty (child_id, due_at DESC, id DESC);

CREATE INDEX ix_duty_county_due ON {schema}.duty (county, due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;

CREATE INDEX ix_duty_county_priority ON {schema}.duty (county, priority, due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;

CREATE INDEX ix_duty_division_due ON {schema}.duty (division, due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;

CREATE INDEX ix_duty_satisfied_by ON {schema}.duty (satisfied_by) WHERE satisfied_by IS NOT NULL;

CREATE INDEX ix_duty_subject ON {schema}.duty (subject) WHERE subject IS NOT NULL;

CREATE INDEX ix_duty_township_due ON {schema}.duty (township, due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;

CREATE INDEX ix_duty_township_priority ON {schema}.duty (township, priority, due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE {schema}.key_reason (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_key_reason_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    reason TEXT NOT NULL CONSTRAINT ck_key_reason_reason CHECK (reason IN ('PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY', 'CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY', 'CHILD_DISABLED', 'MIND_OR_BEHAVIOUR_ABNORMAL', 'SINGLE_PARENT', 'ORPHAN', 'DE_FACTO_UNATTENDED', 'POOR_FAMILY', 'HIV_INFECTED', 'PRISONER_OR_REHAB_CHILD', 'PRIVATELY_ADOPTED', 'NO_HUKOU', 'OUT_OF_SCHOOL', 'ILL', 'WANDERING_HISTORY', 'UNGUARDED', 'ONE_AWAY_OTHER_INCAPABLE', 'CARER_WEAK', 'POOR_GUARDIANSHIP', 'SPECIAL_NODE')),
    since DATE NOT NULL,
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    CONSTRAINT fk_key_reason_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_key_reason_child_id_reason UNIQUE (child_id, reason)
);

CREATE INDEX ix_key_reason_reason_child_id ON {schema}.key_reason (reason, child_id);

CREATE TABLE {schema}.standing (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_standing_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    class TEXT NOT NULL CONSTRAINT ck_standing_class CHECK (class IN ('LEFT_BEHIND', 'RURAL_LEFT_BEHIND', 'IN_DIFFICULTY', 'SCATTERED_ORPHAN')),
    state TEXT NOT NULL CONSTRAINT ck_standing_state CHECK (state IN ('HELD', 'PROSPECTIVE', 'ENDED')),
    source TEXT NOT NULL CONSTRAINT ck_standing_source CHECK (source IN ('FACTS', 'STATED', 'JUDGED')),
    since DATE NOT NULL,
    reasons TEXT[] DEFAULT '{}' NOT NULL,
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    layers TEXT[] DEFAULT '{}' NOT NULL,
    CONSTRAINT fk_standing_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_standing_child_id_class UNIQUE (child_id, class)
);

CREATE INDEX ix_standing_class_state_child_id ON {schema}.standing (class, state, child_id);

CREATE TABLE {schema}.guardian_disability (
    guardian_id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_guardian_disability_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    disability TEXT NOT NULL CONSTRAINT ck_guardian_disability_disability CHECK (disability IN ('VISUAL', 'PHYSICAL', 'INTELLECTUAL', 'MENTAL')),
    grade TEXT NOT NULL CONSTRAINT ck_guardian_disability_grade CHECK (grade IN ('GRADE_1', 'GRADE_2', 'GRADE_3', 'GRADE_4')),
    CONSTRAINT fk_guardian_disability_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_guardian_disability_guardian_id_disability UNIQUE (guardian_id, disability),
    CONSTRAINT fk_guardian_disability_guardian_id FOREIGN KEY(guardian_id) REFERENCES {schema}.guardian (id) ON DELETE CASCADE
);

CREATE INDEX ix_guardian_disability_child_id ON {schema}.guardian_disability (child_id);

