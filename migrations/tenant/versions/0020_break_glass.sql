CREATE TABLE {schema}.break_glass (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_break_glass_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    field_classes TEXT[] NOT NULL,
    subject TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_break_glass_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    reason TEXT NOT NULL,
    broken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT CONSTRAINT ck_break_glass_outcome CHECK (outcome IN ('JUSTIFIED', 'TOO_WIDE', 'NOT_JUSTIFIED')),
    note TEXT,
    reviewed_by TEXT,
    reviewed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_break_glass PRIMARY KEY (id),
    CONSTRAINT fk_break_glass_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_break_glass_names_classes CHECK (cardinality(field_classes) > 0),
    CONSTRAINT ck_break_glass_ends_soon CHECK (until > broken_at AND until <= broken_at + interval '3 hours'),
    CONSTRAINT ck_break_glass_reviewed_whole CHECK (num_nonnulls(outcome, note, reviewed_by, reviewed_at) IN (0, 4)),
    CONSTRAINT ck_break_glass_reviewed_by_another CHECK (reviewed_by <> subject)
);

CREATE INDEX ix_break_glass_child_id ON {schema}.break_glass (child_id);

CREATE INDEX ix_break_glass_subject_until ON {schema}.break_glass (subject, until);

CREATE INDEX ix_break_glass_unreviewed ON {schema}.break_glass (broken_at DESC, id DESC) WHERE outcome IS NULL;
