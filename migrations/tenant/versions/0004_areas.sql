ALTER TABLE {schema}.outbox DROP CONSTRAINT ck_outbox_kind;

ALTER TABLE {schema}.outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ('CHILD_REGISTERED', 'CHILD_UPDATED', 'CHILD_MOVED', 'GUARDIAN_CHANGED', 'VISIT_RECORDED', 'TRAINEE_CHANGED', 'ORGANISATION_SAVED', 'ROLE_ASSIGNED', 'REPORT_FILED', 'REPORT_ADDRESSED', 'REPORT_ACKNOWLEDGED', 'REPORT_RESULT', 'REPORT_OVERDUE', 'REPORT_ESCALATED', 'VISIT_OVERDUE', 'CONTACT_OVERDUE', 'DUTY_ESCALATED', 'DUTY_SETTLED', 'CLASS_CHANGED', 'AGREEMENT_EXPIRING', 'CONFERENCE_CALLED', 'COMMISSION_OFFERED', 'COMMISSION_ANSWERED', 'STAFFING_GAP', 'SUBMISSION_OVERDUE', 'RULEBOOK_CHANGED', 'ACCESS_BROKEN_GLASS', 'GRANT_ENDING', 'PARTNER_REVOKED', 'DAILY_DIGEST'));

CREATE TABLE {schema}.patrol (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_patrol_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    patrolled_on DATE NOT NULL,
    topics TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_patrol_topics CHECK (topics <@ ARRAY['VILLAGE_SCREENING', 'KEY_FOLLOW_UP', 'DIRECTOR_PERFORMANCE', 'CHILDRENS_HOME', 'DATA_TIMELINESS']),
    findings TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patrol PRIMARY KEY (id)
);

CREATE INDEX ix_patrol_division_patrolled_on ON {schema}.patrol (division, patrolled_on);

CREATE TABLE {schema}.commission (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_commission_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    to_division BIGINT CONSTRAINT ck_commission_to_division CHECK (to_division BETWEEN 110000000000 AND 899999999999),
    status TEXT NOT NULL CONSTRAINT ck_commission_status CHECK (status IN ('OFFERED', 'ACCEPTED', 'VISITED', 'PROPOSED', 'APPROVED', 'ENDED')),
    reason TEXT NOT NULL,
    child_name TEXT NOT NULL,
    child_address TEXT,
    due_on DATE NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_commission_basis CHECK (basis IN ('IN_FORCE', 'EXPIRED_BASIS', 'PLATFORM_DEFAULT', 'GUIDANCE')),
    rule TEXT NOT NULL,
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    offered_by TEXT NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_by TEXT,
    accepted_at TIMESTAMP WITH TIME ZONE,
    approved_by TEXT,
    approved_at TIMESTAMP WITH TIME ZONE,
    approval_reason TEXT,
    visit_id UUID,
    visited_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_commission PRIMARY KEY (id),
    CONSTRAINT fk_commission_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_commission_offered_to_a_township CHECK (status NOT IN ('OFFERED', 'ACCEPTED') OR to_division IS NOT NULL),
    CONSTRAINT ck_commission_accepted_whole CHECK (num_nonnulls(accepted_by, accepted_at) IN (0, 2)),
    CONSTRAINT ck_commission_approved_whole CHECK (num_nonnulls(approved_by, approved_at, approval_reason) IN (0, 3)),
    CONSTRAINT ck_commission_visited_whole CHECK ((status = 'VISITED') = (num_nonnulls(visit_id, visited_at) = 2)),
    CONSTRAINT fk_commission_visit_id FOREIGN KEY(visit_id) REFERENCES {schema}.visit (id)
);

CREATE INDEX ix_commission_child_id ON {schema}.commission (child_id);

CREATE INDEX ix_commission_division_id ON {schema}.commission (division, id);

CREATE INDEX ix_commission_to_division_id ON {schema}.commission (to_division, id);

CREATE TABLE {schema}.screening_round (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_screening_round_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    period TEXT NOT NULL,
    starts_on DATE NOT NULL,
    due_on DATE NOT NULL,
    phone_ordinary BOOLEAN NOT NULL,
    phone_key BOOLEAN NOT NULL,
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_screening_round PRIMARY KEY (id),
    CONSTRAINT ck_screening_round_starts_before_it_is_due CHECK (starts_on <= due_on),
    CONSTRAINT uq_screening_round_division_period UNIQUE (division, period)
);

CREATE INDEX ix_screening_round_county_due_on ON {schema}.screening_round (county, due_on);

CREATE INDEX ix_duty_round ON {schema}.duty (division, period) WHERE kind = 'SCREENING';

CREATE INDEX ix_screening_round_township_due_on ON {schema}.screening_round (township, due_on);

CREATE TABLE {schema}.division_of_duties (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_division_of_duties_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    residence BIGINT NOT NULL CONSTRAINT ck_division_of_duties_residence CHECK (residence BETWEEN 110000000000 AND 899999999999),
    other_division BIGINT NOT NULL CONSTRAINT ck_division_of_duties_other_division CHECK (other_division BETWEEN 110000000000 AND 899999999999),
    child_name TEXT NOT NULL,
    agreed_on DATE NOT NULL,
    terms TEXT NOT NULL,
    citation TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_division_of_duties PRIMARY KEY (id),
    CONSTRAINT fk_division_of_duties_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX ix_division_of_duties_child_id_agreed_on ON {schema}.division_of_duties (child_id, agreed_on);

CREATE INDEX ix_division_of_duties_division_id ON {schema}.division_of_duties (division, id);

CREATE INDEX ix_division_of_duties_other_division_id ON {schema}.division_of_duties (other_division, id);
