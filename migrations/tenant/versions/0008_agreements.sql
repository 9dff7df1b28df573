CREATE TABLE {schema}.agreement (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_agreement_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    instrument TEXT NOT NULL CONSTRAINT ck_agreement_instrument CHECK (instrument IN ('CARE_AGREEMENT', 'GUARDIANSHIP_CONFIRMATION')),
    relation TEXT NOT NULL CONSTRAINT ck_agreement_relation CHECK (relation IN ('GRANDPARENT', 'RELATIVE_OR_FRIEND', 'NONE')),
    carer_name TEXT,
    carer_phone BYTEA,
    carer_phone_masked TEXT,
    reason TEXT CONSTRAINT ck_agreement_reason CHECK (reason IN ('BOTH_AWAY', 'ONE_AWAY_OTHER_INCAPABLE', 'BOTH_INCAPABLE')),
    entruster_name TEXT,
    entruster_workplace TEXT,
    entruster_phone BYTEA,
    entruster_phone_masked TEXT,
    starts_on DATE,
    ends_on DATE,
    other_terms TEXT,
    child_heard_on DATE,
    child_not_heard_reason TEXT,
    justification TEXT,
    criteria TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_agreement_criteria CHECK (criteria <@ ARRAY['MORAL', 'FAMILY', 'BODY_AND_MIND', 'EMOTIONAL_TIE', 'NO_CRIMINAL_RECORD', 'NO_BAD_HABITS', 'FULL_CAPACITY']),
    explained_on DATE,
    signed_on DATE,
    witness_id UUID,
    filed_on DATE,
    school_notified_on DATE,
    concluded_on DATE,
    replaced_on DATE,
    missing TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_agreement_missing CHECK (missing <@ ARRAY['ENTRUSTER', 'ENTRUSTER_WORKPLACE', 'ENTRUSTER_CONTACT', 'CARER', 'CARER_CONTACT', 'TERM', 'OTHER_TERMS', 'REASON', 'JUSTIFICATION', 'CRITERIA', 'CHILD_HEARD', 'EXPLAINED', 'SIGNATURE', 'WITNESS', 'SCHOOL_COPY', 'FILED']),
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_agreement PRIMARY KEY (id),
    CONSTRAINT fk_agreement_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_agreement_carer_phone_whole CHECK (num_nonnulls(carer_phone, carer_phone_masked) IN (0, 2)),
    CONSTRAINT ck_agreement_entruster_phone_whole CHECK (num_nonnulls(entruster_phone, entruster_phone_masked) IN (0, 2)),
    CONSTRAINT ck_agreement_ends_after_it_starts CHECK (ends_on >= starts_on),
    CONSTRAINT ck_agreement_concluded_when_signed CHECK (concluded_on >= signed_on),
    CONSTRAINT fk_agreement_witness_id FOREIGN KEY(witness_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_agreement_child_id_id ON {schema}.agreement (child_id, id);

CREATE INDEX ix_agreement_division_ends_on ON {schema}.agreement (division, ends_on);

CREATE UNIQUE INDEX uq_agreement_draft ON {schema}.agreement (child_id) WHERE concluded_on IS NULL AND replaced_on IS NULL;

CREATE TABLE {schema}.carer_problem (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_carer_problem_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    agreement_id UUID,
    fault TEXT NOT NULL CONSTRAINT ck_carer_problem_fault CHECK (fault IN ('LACKS_CAPACITY', 'NEGLECTS_DUTY', 'BAD_HABITS', 'POOR_METHOD', 'OTHER')),
    narrative TEXT,
    found_on DATE NOT NULL,
    outcome TEXT CONSTRAINT ck_carer_problem_outcome CHECK (outcome IN ('IMPROVED', 'NOT_IMPROVED', 'REFUSED')),
    outcome_on DATE,
    closed_on DATE,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_carer_problem PRIMARY KEY (id),
    CONSTRAINT fk_carer_problem_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_carer_problem_outcome_whole CHECK (num_nonnulls(outcome, outcome_on) IN (0, 2)),
    CONSTRAINT fk_carer_problem_agreement_id FOREIGN KEY(agreement_id) REFERENCES {schema}.agreement (id)
);

CREATE INDEX ix_carer_problem_child_id_id ON {schema}.carer_problem (child_id, id);

CREATE UNIQUE INDEX uq_carer_problem_open ON {schema}.carer_problem (child_id) WHERE closed_on IS NULL;

CREATE TABLE {schema}.carer_step (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_carer_step_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    problem_id UUID NOT NULL,
    step TEXT NOT NULL CONSTRAINT ck_carer_step_step CHECK (step IN ('INFORM_PARENTS', 'PERSUADE', 'URGE', 'REPLACE', 'REPORT', 'TEMP_CARE', 'ADMONISH')),
    taken_on DATE NOT NULL,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_carer_step PRIMARY KEY (id),
    CONSTRAINT fk_carer_step_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT fk_carer_step_problem_id FOREIGN KEY(problem_id) REFERENCES {schema}.carer_problem (id) ON DELETE CASCADE
);

CREATE INDEX ix_carer_step_child_id ON {schema}.carer_step (child_id);

CREATE INDEX ix_carer_step_problem_id_taken_on ON {schema}.carer_step (problem_id, taken_on);
