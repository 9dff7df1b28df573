CREATE TABLE {schema}.access_link (
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    object UUID NOT NULL,
    classes TEXT[] NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_access_link PRIMARY KEY (subject, kind, object)
);

CREATE INDEX ix_access_link_kind_object ON {schema}.access_link (kind, object);

CREATE TABLE {schema}.audit_event (
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    subject TEXT NOT NULL,
    role TEXT CONSTRAINT ck_audit_event_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    object UUID,
    fields TEXT[] DEFAULT '{}' NOT NULL,
    purpose TEXT CONSTRAINT ck_audit_event_purpose CHECK (purpose IN ('VISIT', 'CASE_HANDLING', 'MANDATORY_REPORT', 'ASSISTANCE_APPLICATION', 'INSPECTION', 'STATISTICS', 'DATA_CORRECTION', 'SUBJECT_REQUEST')),
    reason TEXT,
    count INTEGER,
    policy_version TEXT NOT NULL,
    rule_version TEXT,
    CONSTRAINT pk_audit_event PRIMARY KEY (id)
);

CREATE INDEX ix_audit_event_object_at ON {schema}.audit_event (object, at);

CREATE INDEX ix_audit_event_subject_at ON {schema}.audit_event (subject, at);

CREATE TABLE {schema}.household (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_household_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    income_per_head NUMERIC(12, 2),
    social_help TEXT,
    guardianship_risk TEXT CONSTRAINT ck_household_guardianship_risk CHECK (guardianship_risk IN ('HIGH', 'MEDIUM', 'LOW', 'UNRATED')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_household PRIMARY KEY (id),
    CONSTRAINT uq_household_id_division UNIQUE (id, division)
);

CREATE INDEX ix_household_division_id ON {schema}.household (division, id);

CREATE TABLE {schema}.idempotency_key (
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    from_client BOOLEAN NOT NULL,
    action TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    answer JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (subject, key, from_client)
);

CREATE INDEX ix_idempotency_key_purge ON {schema}.idempotency_key (at) WHERE NOT from_client;

CREATE TABLE {schema}.organisation (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_organisation_kind CHECK (kind IN ('VILLAGE_COMMITTEE', 'TOWNSHIP', 'DEPARTMENT', 'SCHOOL', 'KINDERGARTEN', 'MEDICAL_INSTITUTION', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PARTNER', 'CHILDRENS_HOME')),
    department TEXT CONSTRAINT ck_organisation_department CHECK (department IN ('CIVIL_AFFAIRS', 'CYBERSPACE', 'COURT', 'PROCURATORATE', 'EDUCATION', 'POLICE', 'JUSTICE', 'FINANCE', 'HUMAN_RESOURCES', 'HEALTH', 'EMERGENCY', 'FIRE', 'WOMEN_CHILDREN_OFFICE', 'YOUTH_LEAGUE', 'WOMENS_FEDERATION', 'DISABLED_FEDERATION', 'RELIGIOUS_AFFAIRS', 'TRADE_UNION', 'RED_CROSS', 'CHARITY_FEDERATION')),
    division BIGINT NOT NULL CONSTRAINT ck_organisation_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    contact_name TEXT,
    contact_phone TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_organisation PRIMARY KEY (id)
);

CREATE INDEX ix_organisation_county_kind_id ON {schema}.organisation (county, kind, id);

CREATE INDEX ix_organisation_name_id ON {schema}.organisation (name, id);

CREATE TABLE {schema}.outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    event_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_outbox_kind CHECK (kind IN ('CHILD_REGISTERED', 'CHILD_UPDATED', 'CHILD_MOVED', 'GUARDIAN_CHANGED', 'VISIT_RECORDED', 'TRAINEE_CHANGED', 'ORGANISATION_SAVED', 'ROLE_ASSIGNED')),
    severity TEXT DEFAULT 'ORDINARY' NOT NULL CONSTRAINT ck_outbox_severity CHECK (severity IN ('ORDINARY', 'SERIOUS')),
    subject_kind TEXT NOT NULL,
    subject UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_outbox_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    xact BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
    sequence BIGINT,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT uq_outbox_event_id UNIQUE (event_id),
    CONSTRAINT uq_outbox_sequence UNIQUE (sequence)
);

CREATE INDEX ix_outbox_waiting ON {schema}.outbox (xact, id) WHERE sequence IS NULL;

CREATE TABLE {schema}.trainee (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    subject TEXT,
    name TEXT NOT NULL,
    phone BYTEA,
    phone_masked TEXT,
    post TEXT NOT NULL CONSTRAINT ck_trainee_post CHECK (post IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'SOCIAL_WORKER', 'VOLUNTEER', 'INSTITUTION_STAFF', 'CLASS_TEACHER', 'MANDATED_REPORTER')),
    division BIGINT NOT NULL CONSTRAINT ck_trainee_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    sex TEXT CONSTRAINT ck_trainee_sex CHECK (sex IN ('MALE', 'FEMALE')),
    source TEXT CONSTRAINT ck_trainee_source CHECK (source IN ('COMMITTEE_MEMBER', 'CIVIL_AFFAIRS_CLERK', 'SOCIAL_ASSISTANCE_ASSISTANT', 'PROFESSIONAL_SOCIAL_WORKER', 'OTHER')),
    on_duty BOOLEAN DEFAULT true NOT NULL,
    assessment TEXT DEFAULT 'PENDING' NOT NULL CONSTRAINT ck_trainee_assessment CHECK (assessment IN ('PASSED', 'FAILED', 'PENDING')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_trainee PRIMARY KEY (id),
    CONSTRAINT ck_trainee_phone_whole CHECK (num_nonnulls(phone, phone_masked) IN (0, 2)),
    CONSTRAINT uq_trainee_id_division UNIQUE (id, division)
);

CREATE INDEX ix_trainee_county_id ON {schema}.trainee (county, id);

CREATE INDEX ix_trainee_division_id ON {schema}.trainee (division, id);

CREATE INDEX ix_trainee_prefecture_id ON {schema}.trainee (prefecture, id);

CREATE INDEX ix_trainee_subject ON {schema}.trainee (subject);

CREATE INDEX ix_trainee_township_id ON {schema}.trainee (township, id);

CREATE TABLE {schema}.child (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_child_name CHECK (name <> ''),
    name_key TEXT COLLATE "C" NOT NULL,
    sex TEXT NOT NULL CONSTRAINT ck_child_sex CHECK (sex IN ('MALE', 'FEMALE')),
    ethnicity TEXT,
    birth_date DATE NOT NULL,
    birth_date_precision TEXT DEFAULT 'DAY' NOT NULL CONSTRAINT ck_child_birth_date_precision CHECK (birth_date_precision IN ('DAY', 'MONTH')),
    resident_id BYTEA,
    resident_id_masked TEXT,
    resident_id_blind BYTEA,
    resident_id_missing TEXT CONSTRAINT ck_child_resident_id_missing CHECK (resident_id_missing IN ('HUKOU_UNREGISTERED', 'FOUNDLING', 'NOT_PROVIDED')),
    division BIGINT NOT NULL CONSTRAINT ck_child_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    address TEXT,
    hukou_division BIGINT CONSTRAINT ck_child_hukou_division CHECK (hukou_division BETWEEN 110000000000 AND 899999999999),
    hukou_type TEXT NOT NULL CONSTRAINT ck_child_hukou_type CHECK (hukou_type IN ('RURAL', 'URBAN')),
    category_detail TEXT,
    single_parent TEXT CONSTRAINT ck_child_single_parent CHECK (single_parent IN ('MOTHER', 'FATHER', 'NO')),
    boarding TEXT CONSTRAINT ck_child_boarding CHECK (boarding IN ('BOARDER', 'NON_BOARDER')),
    school_id UUID,
    schooling TEXT,
    school_status TEXT CONSTRAINT ck_child_school_status CHECK (school_status IN ('IN_SCHOOL', 'DROPPED_OUT', 'HAD_DROPPED_OUT', 'HOME_TEACHING', 'NOT_OF_AGE')),
    guardianship_condition TEXT CONSTRAINT ck_child_guardianship_condition CHECK (guardianship_condition IN ('AVERAGE', 'GOOD', 'INADEQUATE')),
    guardianship_detail TEXT,
    mind_and_behaviour TEXT,
    education_aid TEXT,
    medical_aid TEXT,
    other_aid TEXT,
    care_needs TEXT,
    notes TEXT,
    risk_level TEXT DEFAULT 'UNRATED' NOT NULL CONSTRAINT ck_child_risk_level CHECK (risk_level IN ('HIGH', 'MEDIUM', 'LOW', 'UNRATED')),
    priority SMALLINT DEFAULT 1 NOT NULL,
    next_due DATE,
    household_id UUID,
    file_status TEXT DEFAULT 'OPEN' NOT NULL CONSTRAINT ck_child_file_status CHECK (file_status IN ('OPEN', 'REVIEW', 'CLOSED', 'ARCHIVED')),
    filed_by TEXT,
    filed_on DATE,
    registered_on DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_child PRIMARY KEY (id),
    CONSTRAINT ck_child_resident_id_whole CHECK (num_nonnulls(resident_id, resident_id_masked, resident_id_blind) IN (0, 3)),
    CONSTRAINT ck_child_resident_id_or_reason CHECK (num_nonnulls(resident_id, resident_id_missing) = 1),
    CONSTRAINT ck_child_inadequate_guardianship_is_described CHECK (guardianship_condition IS DISTINCT FROM 'INADEQUATE' OR guardianship_detail <> ''),
    CONSTRAINT uq_child_id_division UNIQUE (id, division),
    CONSTRAINT fk_child_school_id FOREIGN KEY(school_id) REFERENCES {schema}.organisation (id),
    CONSTRAINT fk_child_household_id FOREIGN KEY(household_id) REFERENCES {schema}.household (id)
);

CREATE INDEX ix_child_county_due ON {schema}.child (county, next_due NULLS LAST, id);

CREATE INDEX ix_child_county_id ON {schema}.child (county, id);

CREATE INDEX ix_child_county_name ON {schema}.child (county, name_key, id);

CREATE INDEX ix_child_county_priority ON {schema}.child (county, priority, next_due NULLS LAST, id);

CREATE INDEX ix_child_county_updated ON {schema}.child (county, updated_at, id);

CREATE INDEX ix_child_division_id ON {schema}.child (division, id);

CREATE INDEX ix_child_household_id ON {schema}.child (household_id);

CREATE INDEX ix_child_prefecture_due ON {schema}.child (prefecture, next_due NULLS LAST, id);

CREATE INDEX ix_child_prefecture_id ON {schema}.child (prefecture, id);

CREATE INDEX ix_child_prefecture_name ON {schema}.child (prefecture, name_key, id);

CREATE INDEX ix_child_prefecture_priority ON {schema}.child (prefecture, priority, next_due NULLS LAST, id);

CREATE INDEX ix_child_prefecture_updated ON {schema}.child (prefecture, updated_at, id);

CREATE INDEX ix_child_resident_id_blind ON {schema}.child (resident_id_blind);

CREATE INDEX ix_child_same_person ON {schema}.child (division, birth_date, name);

CREATE INDEX ix_child_school_id ON {schema}.child (school_id);

CREATE INDEX ix_child_township_due ON {schema}.child (township, next_due NULLS LAST, id);

CREATE INDEX ix_child_township_id ON {schema}.child (township, id);

CREATE INDEX ix_child_township_name ON {schema}.child (township, name_key, id);

CREATE INDEX ix_child_township_priority ON {schema}.child (township, priority, next_due NULLS LAST, id);

CREATE INDEX ix_child_township_updated ON {schema}.child (township, updated_at, id);

CREATE TABLE {schema}.role_assignment (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    subject TEXT NOT NULL,
    name TEXT,
    role TEXT NOT NULL CONSTRAINT ck_role_assignment_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    division BIGINT CONSTRAINT ck_role_assignment_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    organisation_id UUID,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    granted_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_role_assignment PRIMARY KEY (id),
    CONSTRAINT fk_role_assignment_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_role_assignment_division_role ON {schema}.role_assignment (division, role);

CREATE INDEX ix_role_assignment_subject_role ON {schema}.role_assignment (subject, role);

CREATE TABLE {schema}.training (
    id UUID NOT NULL,
    trainee_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_training_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    kind TEXT NOT NULL CONSTRAINT ck_training_kind CHECK (kind IN ('ROTATION', 'INITIAL', 'DEMONSTRATION', 'FULL_COVERAGE', 'MENTAL_HEALTH', 'GENERAL')),
    trainer_level TEXT NOT NULL CONSTRAINT ck_training_trainer_level CHECK (trainer_level IN ('PROVINCE', 'PREFECTURE', 'SPECIAL_ZONE', 'COUNTY', 'TOWNSHIP', 'VILLAGE')),
    held_on DATE NOT NULL,
    topics TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_training_topics CHECK (topics <@ ARRAY['DUTIES', 'FAMILY_VISIT', 'INFORMATION_UPDATE', 'MANDATORY_REPORT', 'POLICY_LINKING', 'FAMILY_RESPONSIBILITY', 'FAMILY_EDUCATION', 'MENTAL_HEALTH']),
    assessment TEXT CONSTRAINT ck_training_assessment CHECK (assessment IN ('PASSED', 'FAILED', 'PENDING')),
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_training PRIMARY KEY (id),
    CONSTRAINT fk_training_trainee_id_division FOREIGN KEY(trainee_id, division) REFERENCES {schema}.trainee (id, division) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX ix_training_trainee_id_held_on_id ON {schema}.training (trainee_id, held_on, id);

CREATE TABLE {schema}.benefit (
    id UUID NOT NULL,
    child_id UUID,
    household_id UUID,
    division BIGINT NOT NULL CONSTRAINT ck_benefit_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    kind TEXT NOT NULL CONSTRAINT ck_benefit_kind CHECK (kind IN ('ORPHAN_ALLOWANCE', 'DE_FACTO_UNATTENDED_SUPPORT', 'MINIMUM_LIVING', 'DESTITUTE_SUPPORT', 'DISABILITY_SUBSIDY', 'TEMPORARY_RELIEF', 'BASIC_LIVING', 'MEDICAL_ASSISTANCE', 'EDUCATION_AID', 'TWO_EXEMPTIONS_ONE_SUBSIDY', 'HOME_TEACHING', 'HOUSING', 'REHABILITATION', 'LEGAL_AID', 'OTHER', 'NONE')),
    amount NUMERIC(10, 2),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_benefit PRIMARY KEY (id),
    CONSTRAINT ck_benefit_one_holder CHECK (num_nonnulls(child_id, household_id) = 1),
    CONSTRAINT fk_benefit_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT fk_benefit_household_id_division FOREIGN KEY(household_id, division) REFERENCES {schema}.household (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_benefit_amount CHECK (amount >= 0)
);

CREATE UNIQUE INDEX uq_benefit_child ON {schema}.benefit (child_id, kind) WHERE child_id IS NOT NULL;

CREATE UNIQUE INDEX uq_benefit_household ON {schema}.benefit (household_id, kind) WHERE household_id IS NOT NULL;

CREATE TABLE {schema}.carer (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_carer_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    relation TEXT NOT NULL CONSTRAINT ck_carer_relation CHECK (relation IN ('GRANDPARENT', 'RELATIVE_OR_FRIEND', 'NONE')),
    name TEXT,
    phone BYTEA,
    phone_masked TEXT,
    reason TEXT CONSTRAINT ck_carer_reason CHECK (reason IN ('BOTH_AWAY', 'ONE_AWAY_OTHER_INCAPABLE', 'BOTH_INCAPABLE')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_carer PRIMARY KEY (id),
    CONSTRAINT fk_carer_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_carer_phone_whole CHECK (num_nonnulls(phone, phone_masked) IN (0, 2)),
    CONSTRAINT ck_carer_named_unless_none CHECK (CASE relation WHEN 'NONE' THEN num_nonnulls(name, phone, reason) = 0 ELSE num_nulls(name, phone) = 0 END),
    CONSTRAINT uq_carer_child_id UNIQUE (child_id)
);

CREATE TABLE {schema}.child_category (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_child_category_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    category TEXT NOT NULL CONSTRAINT ck_child_category_category CHECK (category IN ('ORPHAN', 'ORPHAN_OR_ABANDONED', 'TREATED_AS_ORPHAN', 'DE_FACTO_UNATTENDED', 'HIV_INFECTED', 'DISABLED', 'SEVERELY_DISABLED', 'SERIOUSLY_ILL', 'MIN_ALLOWANCE_OR_DESTITUTE_FAMILY', 'REGISTERED_POOR_FAMILY', 'ECONOMIC_HARDSHIP_FAMILY', 'POVERTY_LIVING_MEDICAL_SCHOOL', 'BOTH_PARENTS_DISABLED_OR_ILL', 'ONE_PARENT_LOST_OTHER_UNABLE', 'BOTH_PARENTS_DETAINED', 'ONE_LOST_OTHER_DETAINED', 'PARENTS_UNKNOWN', 'GUARDIANSHIP_HARMED', 'TRAFFICKING_RESCUED', 'WANDERING_BEGGING', 'MIGRANT_IN_DIFFICULTY', 'LEFT_BEHIND_NO_GUARDIAN', 'GUARDIANSHIP_INADEQUATE', 'GUARDIANSHIP_MISSING_OR_IMPROPER', 'RURAL_SINGLE_PARENT', 'PRIVATELY_ADOPTED', 'PRISONER_OR_REHAB_CHILD', 'OTHER')),
    CONSTRAINT fk_child_category_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_child_category_child_id_category UNIQUE (child_id, category)
);

CREATE INDEX ix_child_category_category_child_id ON {schema}.child_category (category, child_id);

CREATE TABLE {schema}.child_class (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_child_class_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    class TEXT NOT NULL CONSTRAINT ck_child_class_class CHECK (class IN ('LEFT_BEHIND', 'RURAL_LEFT_BEHIND', 'IN_DIFFICULTY', 'SCATTERED_ORPHAN')),
    CONSTRAINT fk_child_class_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_child_class_child_id_class UNIQUE (child_id, class)
);

CREATE INDEX ix_child_class_class_child_id ON {schema}.child_class (class, child_id);

CREATE TABLE {schema}.child_health (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_child_health_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    kind TEXT NOT NULL CONSTRAINT ck_child_health_kind CHECK (kind IN ('HEALTHY', 'AVERAGE_OR_WEAK', 'SERIOUS_ILLNESS', 'CHRONIC_ILLNESS', 'DISABLED', 'OTHER')),
    detail TEXT,
    grade TEXT CONSTRAINT ck_child_health_grade CHECK (grade IN ('GRADE_1', 'GRADE_2', 'GRADE_3', 'GRADE_4')),
    CONSTRAINT fk_child_health_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_child_health_illness_is_named CHECK (kind NOT IN ('SERIOUS_ILLNESS', 'CHRONIC_ILLNESS') OR detail <> ''),
    CONSTRAINT ck_child_health_disability_is_graded CHECK ((kind = 'DISABLED') = (grade IS NOT NULL)),
    CONSTRAINT uq_child_health_child_id_kind UNIQUE (child_id, kind)
);

CREATE TABLE {schema}.child_search (
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_child_search_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    key TEXT COLLATE "C" NOT NULL,
    CONSTRAINT fk_child_search_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_child_search_child_id_key UNIQUE (child_id, key)
);

CREATE INDEX ix_child_search_key ON {schema}.child_search (key text_pattern_ops, division);

CREATE TABLE {schema}.guardian (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_guardian_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    relation TEXT NOT NULL CONSTRAINT ck_guardian_relation CHECK (relation IN ('FATHER', 'MOTHER', 'STEPFATHER', 'STEPMOTHER', 'GRANDPARENT', 'SIBLING', 'OTHER_RELATIVE', 'INSTITUTION', 'OTHER')),
    name TEXT,
    resident_id BYTEA,
    resident_id_masked TEXT,
    resident_id_blind BYTEA,
    phone BYTEA,
    phone_masked TEXT,
    address TEXT,
    address_division BIGINT CONSTRAINT ck_guardian_address_division CHECK (address_division BETWEEN 110000000000 AND 899999999999),
    health TEXT CONSTRAINT ck_guardian_health CHECK (health IN ('HEALTHY', 'UNHEALTHY')),
    health_detail TEXT,
    special_status TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_guardian_special_status CHECK (special_status <@ ARRAY['FREEDOM_RESTRICTED', 'DEAD', 'MISSING', 'SERIOUS_ILLNESS', 'SEVERE_DISABILITY', 'LOST_CONTACT', 'IN_CUSTODY', 'COMPULSORY_REHAB', 'OTHER']),
    special_detail TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_guardian PRIMARY KEY (id),
    CONSTRAINT fk_guardian_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_guardian_resident_id_whole CHECK (num_nonnulls(resident_id, resident_id_masked, resident_id_blind) IN (0, 3)),
    CONSTRAINT ck_guardian_phone_whole CHECK (num_nonnulls(phone, phone_masked) IN (0, 2)),
    CONSTRAINT ck_guardian_illness_is_named CHECK (health IS DISTINCT FROM 'UNHEALTHY' OR health_detail <> ''),
    CONSTRAINT ck_guardian_the_dead_have_no_other_status CHECK (NOT special_status @> '{DEAD}' OR special_status <@ '{DEAD,OTHER}')
);

CREATE INDEX ix_guardian_child_id_id ON {schema}.guardian (child_id, id);

CREATE INDEX ix_guardian_resident_id_blind ON {schema}.guardian (resident_id_blind);

CREATE TABLE {schema}.pairing (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_pairing_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    name TEXT NOT NULL,
    phone BYTEA,
    phone_masked TEXT,
    unit TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_pairing PRIMARY KEY (id),
    CONSTRAINT fk_pairing_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_pairing_phone_whole CHECK (num_nonnulls(phone, phone_masked) IN (0, 2)),
    CONSTRAINT ck_pairing_phone CHECK (phone IS NOT NULL),
    CONSTRAINT uq_pairing_child_id UNIQUE (child_id)
);

CREATE TABLE {schema}.visit (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_visit_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    occurred_division BIGINT NOT NULL CONSTRAINT ck_visit_occurred_division CHECK (occurred_division BETWEEN 110000000000 AND 899999999999),
    occasion UUID NOT NULL,
    mode TEXT NOT NULL CONSTRAINT ck_visit_mode CHECK (mode IN ('PHONE', 'IN_PERSON', 'ONLINE', 'HOUSEHOLD', 'FIELD_CHECK', 'PHONE_CHECK', 'COMMISSIONED', 'PHONE_SUBSTITUTE')),
    outcome TEXT DEFAULT 'MET' NOT NULL CONSTRAINT ck_visit_outcome CHECK (outcome IN ('MET', 'NOT_HOME', 'REFUSED')),
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    precision TEXT DEFAULT 'DAY' NOT NULL CONSTRAINT ck_visit_precision CHECK (precision IN ('DAY', 'MONTH')),
    visitor_id UUID,
    recorded_by TEXT NOT NULL,
    problems TEXT,
    solutions TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    corrects UUID,
    corrected_by UUID,
    CONSTRAINT pk_visit PRIMARY KEY (id),
    CONSTRAINT fk_visit_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_visit_corrects_another CHECK (corrects <> id AND corrected_by <> id),
    CONSTRAINT fk_visit_visitor_id FOREIGN KEY(visitor_id) REFERENCES {schema}.trainee (id),
    CONSTRAINT fk_visit_corrects FOREIGN KEY(corrects) REFERENCES {schema}.visit (id),
    CONSTRAINT fk_visit_corrected_by FOREIGN KEY(corrected_by) REFERENCES {schema}.visit (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_visit_child_latest ON {schema}.visit (child_id, occurred_at DESC, id DESC);

CREATE INDEX ix_visit_county_latest ON {schema}.visit (county, occurred_at DESC, id DESC);

CREATE INDEX ix_visit_division_latest ON {schema}.visit (division, occurred_at DESC, id DESC);

CREATE INDEX ix_visit_occasion ON {schema}.visit (occasion);

CREATE INDEX ix_visit_township_latest ON {schema}.visit (township, occurred_at DESC, id DESC);

CREATE INDEX ix_visit_visitor_latest ON {schema}.visit (visitor_id, occurred_at DESC, id DESC);

CREATE TABLE {schema}.absence (
    id UUID NOT NULL,
    guardian_id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_absence_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    since DATE NOT NULL,
    until DATE,
    purpose TEXT NOT NULL CONSTRAINT ck_absence_purpose CHECK (purpose IN ('WORK', 'BUSINESS', 'OTHER')),
    away_division BIGINT CONSTRAINT ck_absence_away_division CHECK (away_division BETWEEN 110000000000 AND 899999999999),
    abroad BOOLEAN NOT NULL,
    workplace TEXT,
    contact BYTEA,
    contact_masked TEXT,
    filed_on DATE,
    filed_with_school BOOLEAN,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_absence PRIMARY KEY (id),
    CONSTRAINT fk_absence_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_absence_ends_after_it_begins CHECK (until >= since),
    CONSTRAINT ck_absence_contact_whole CHECK (num_nonnulls(contact, contact_masked) IN (0, 2)),
    CONSTRAINT fk_absence_guardian_id FOREIGN KEY(guardian_id) REFERENCES {schema}.guardian (id) ON DELETE CASCADE
);

CREATE INDEX ix_absence_guardian_id_since ON {schema}.absence (guardian_id, since);

CREATE UNIQUE INDEX uq_absence_running ON {schema}.absence (guardian_id) WHERE until IS NULL;
