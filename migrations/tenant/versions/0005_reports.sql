CREATE TABLE {schema}.report (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_report_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    occurred_division BIGINT NOT NULL CONSTRAINT ck_report_occurred_division CHECK (occurred_division BETWEEN 110000000000 AND 899999999999),
    circumstance TEXT NOT NULL CONSTRAINT ck_report_circumstance CHECK (circumstance IN ('CHILD_MISSING', 'CHILD_LIVING_ALONE', 'SEXUAL_ASSAULT', 'TRAFFICKING', 'ABANDONMENT', 'ABUSE', 'VIOLENT_INJURY', 'INSTIGATED_OFFENCE', 'COERCED_BEGGING', 'HARM_TO_OTHERS', 'SELF_HARM', 'SUICIDE', 'WANDERING_BEGGING', 'DE_FACTO_UNGUARDED', 'GUARDIAN_LOST_CAPACITY', 'GUARDIAN_NOT_PERFORMING', 'GUARDIAN_INFRINGES_RIGHTS', 'SUSPECTED_DOMESTIC_VIOLENCE', 'SUSPECTED_ACCIDENTAL_INJURY', 'SUSPECTED_UNLAWFUL_HARM', 'BODY_OR_MIND_HARMED', 'OTHER_DANGER', 'IMPROPER_DISCIPLINE', 'SCHOOL_DROPOUT', 'HUKOU_UNREGISTERED', 'INFORMAL_ADOPTION', 'NEEDS_GUARDIANSHIP_ASSESSMENT', 'NEEDS_MENTAL_ASSESSMENT', 'CARER_UNFIT', 'CARER_AND_PARENTS_REFUSE', 'VISIT_PROBLEM', 'PRIVATE_SHELTERING')),
    also TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_report_also CHECK (also <@ ARRAY['CHILD_MISSING', 'CHILD_LIVING_ALONE', 'SEXUAL_ASSAULT', 'TRAFFICKING', 'ABANDONMENT', 'ABUSE', 'VIOLENT_INJURY', 'INSTIGATED_OFFENCE', 'COERCED_BEGGING', 'HARM_TO_OTHERS', 'SELF_HARM', 'SUICIDE', 'WANDERING_BEGGING', 'DE_FACTO_UNGUARDED', 'GUARDIAN_LOST_CAPACITY', 'GUARDIAN_NOT_PERFORMING', 'GUARDIAN_INFRINGES_RIGHTS', 'SUSPECTED_DOMESTIC_VIOLENCE', 'SUSPECTED_ACCIDENTAL_INJURY', 'SUSPECTED_UNLAWFUL_HARM', 'BODY_OR_MIND_HARMED', 'OTHER_DANGER', 'IMPROPER_DISCIPLINE', 'SCHOOL_DROPOUT', 'HUKOU_UNREGISTERED', 'INFORMAL_ADOPTION', 'NEEDS_GUARDIANSHIP_ASSESSMENT', 'NEEDS_MENTAL_ASSESSMENT', 'CARER_UNFIT', 'CARER_AND_PARENTS_REFUSE', 'VISIT_PROBLEM', 'PRIVATE_SHELTERING']),
    severity TEXT DEFAULT 'ORDINARY' NOT NULL CONSTRAINT ck_report_severity CHECK (severity IN ('ORDINARY', 'SERIOUS')),
    urgency TEXT NOT NULL CONSTRAINT ck_report_urgency CHECK (urgency IN ('IMMEDIATE', 'SIMULTANEOUS', 'FIRST_MOMENT', 'PROMPT', 'WITHIN_3_DAYS', 'PERIODIC')),
    discovered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    narrative TEXT NOT NULL,
    stage TEXT NOT NULL CONSTRAINT ck_report_stage CHECK (stage IN ('DRAFT', 'SENT', 'ACKNOWLEDGED', 'RECEIVED', 'HANDLED', 'FEEDBACK_GIVEN', 'CLOSED')),
    external_reference TEXT,
    first_steps TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_report_first_steps CHECK (first_steps <@ ARRAY['DISSUADE', 'STOP', 'CRITICISE', 'ADMONISH', 'FAMILY_EDUCATION_ORDER', 'ADMIN_PENALTY', 'CRIMINAL_INVESTIGATION', 'PROTECTION_ORDER', 'REVOKE_GUARDIANSHIP', 'SUPPORT_SUIT', 'PUBLIC_INTEREST_SUIT', 'JUDICIAL_SUGGESTION', 'PROCURATORIAL_SUGGESTION', 'TEMP_CARE', 'LEGAL_AID']),
    implicated UUID[] DEFAULT '{}' NOT NULL,
    outcome TEXT,
    feedback TEXT,
    closed_at TIMESTAMP WITH TIME ZONE,
    rule_version TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_report PRIMARY KEY (id)
);

CREATE INDEX ix_report_county_latest ON {schema}.report (county, discovered_at DESC, id DESC);

CREATE INDEX ix_report_division_latest ON {schema}.report (division, discovered_at DESC, id DESC);

CREATE INDEX ix_report_latest ON {schema}.report (discovered_at DESC, id DESC);

CREATE INDEX ix_report_township_latest ON {schema}.report (township, discovered_at DESC, id DESC);

CREATE TABLE {schema}.report_child (
    report_id UUID NOT NULL,
    child_id UUID NOT NULL,
    CONSTRAINT pk_report_child PRIMARY KEY (report_id, child_id),
    CONSTRAINT fk_report_child_report_id FOREIGN KEY(report_id) REFERENCES {schema}.report (id) ON DELETE CASCADE,
    CONSTRAINT fk_report_child_child_id FOREIGN KEY(child_id) REFERENCES {schema}.child (id) ON DELETE CASCADE
);

CREATE INDEX ix_report_child_child_id ON {schema}.report_child (child_id);

CREATE TABLE {schema}.report_recipient (
    id UUID NOT NULL,
    report_id UUID NOT NULL,
    recipient TEXT NOT NULL CONSTRAINT ck_report_recipient_recipient CHECK (recipient IN ('VILLAGE_COMMITTEE', 'CHILD_SUPERVISOR', 'COUNTY_CIVIL_AFFAIRS', 'PROTECTION_CENTRE', 'POLICE', 'POLICE_STATION', 'CIVIL_AFFAIRS', 'EDUCATION', 'HEALTH', 'OTHER_DEPARTMENT', 'PARENTS')),
    organisation_id UUID,
    mandatory BOOLEAN NOT NULL,
    urgency TEXT NOT NULL CONSTRAINT ck_report_recipient_urgency CHECK (urgency IN ('IMMEDIATE', 'SIMULTANEOUS', 'FIRST_MOMENT', 'PROMPT', 'WITHIN_3_DAYS', 'PERIODIC')),
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rule TEXT NOT NULL,
    citation TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_report_recipient_basis CHECK (basis IN ('IN_FORCE', 'EXPIRED_BASIS', 'PLATFORM_DEFAULT', 'GUIDANCE')),
    instead_of TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_report_recipient_instead_of CHECK (instead_of <@ ARRAY['VILLAGE_COMMITTEE', 'CHILD_SUPERVISOR', 'COUNTY_CIVIL_AFFAIRS', 'PROTECTION_CENTRE', 'POLICE', 'POLICE_STATION', 'CIVIL_AFFAIRS', 'EDUCATION', 'HEALTH', 'OTHER_DEPARTMENT', 'PARENTS']),
    passed_on_by TEXT CONSTRAINT ck_report_recipient_passed_on_by CHECK (passed_on_by IN ('VILLAGE_COMMITTEE', 'CHILD_SUPERVISOR', 'COUNTY_CIVIL_AFFAIRS', 'PROTECTION_CENTRE', 'POLICE', 'POLICE_STATION', 'CIVIL_AFFAIRS', 'EDUCATION', 'HEALTH', 'OTHER_DEPARTMENT', 'PARENTS')),
    sent_at TIMESTAMP WITH TIME ZONE,
    channel TEXT CONSTRAINT ck_report_recipient_channel CHECK (channel IN ('PLATFORM', 'PHONE', 'PAPER', 'IN_PERSON')),
    spoken_to TEXT,
    reference_number TEXT,
    acknowledge_by TIMESTAMP WITH TIME ZONE,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_report_recipient PRIMARY KEY (id),
    CONSTRAINT ck_report_recipient_sent_whole CHECK (num_nonnulls(sent_at, channel) IN (0, 2)),
    CONSTRAINT uq_report_recipient_report_id_recipient UNIQUE (report_id, recipient),
    CONSTRAINT fk_report_recipient_report_id FOREIGN KEY(report_id) REFERENCES {schema}.report (id) ON DELETE CASCADE,
    CONSTRAINT fk_report_recipient_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_report_recipient_organisation_id ON {schema}.report_recipient (organisation_id);

CREATE INDEX ix_report_recipient_unsent ON {schema}.report_recipient (due_at) WHERE sent_at IS NULL AND mandatory;

CREATE TABLE {schema}.report_reporter (
    id UUID NOT NULL,
    report_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_report_reporter_kind CHECK (kind IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'SCHOOL', 'KINDERGARTEN', 'MEDICAL_INSTITUTION', 'SOCIAL_WORK_BODY', 'PROTECTION_INSTITUTION', 'CLOSE_CONTACT_UNIT', 'DEPARTMENT')),
    subject BYTEA NOT NULL,
    name BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_report_reporter PRIMARY KEY (id),
    CONSTRAINT uq_report_reporter_report_id UNIQUE (report_id),
    CONSTRAINT fk_report_reporter_report_id FOREIGN KEY(report_id) REFERENCES {schema}.report (id) ON DELETE CASCADE
);
