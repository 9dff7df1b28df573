CREATE TABLE {schema}.care_case (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_care_case_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    stage TEXT NOT NULL CONSTRAINT ck_care_case_stage CHECK (stage IN ('MANDATORY_REPORT', 'EMERGENCY_HANDLING', 'ASSESSMENT_AID', 'GUARDIANSHIP_INTERVENTION')),
    summary TEXT,
    implicated UUID[] DEFAULT '{}' NOT NULL,
    opened_on DATE NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_by TEXT NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_care_case PRIMARY KEY (id),
    CONSTRAINT fk_care_case_child_id FOREIGN KEY(child_id) REFERENCES {schema}.child (id) ON DELETE CASCADE
);

CREATE INDEX ix_care_case_child_id ON {schema}.care_case (child_id);

CREATE INDEX ix_care_case_county_id ON {schema}.care_case (county, id);

CREATE INDEX ix_care_case_division_id ON {schema}.care_case (division, id);

CREATE INDEX ix_care_case_township_id ON {schema}.care_case (township, id);

CREATE TABLE {schema}.case_report (
    case_id UUID NOT NULL,
    report_id UUID NOT NULL,
    CONSTRAINT pk_case_report PRIMARY KEY (case_id, report_id),
    CONSTRAINT fk_case_report_case_id FOREIGN KEY(case_id) REFERENCES {schema}.care_case (id) ON DELETE CASCADE,
    CONSTRAINT fk_case_report_report_id FOREIGN KEY(report_id) REFERENCES {schema}.report (id) ON DELETE CASCADE
);

CREATE INDEX ix_case_report_report_id ON {schema}.case_report (report_id);

CREATE TABLE {schema}.case_party (
    case_id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    CONSTRAINT pk_case_party PRIMARY KEY (case_id, organisation_id),
    CONSTRAINT fk_case_party_case_id FOREIGN KEY(case_id) REFERENCES {schema}.care_case (id) ON DELETE CASCADE,
    CONSTRAINT fk_case_party_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_case_party_organisation_id ON {schema}.case_party (organisation_id);

CREATE TABLE {schema}.conference (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    held_on DATE NOT NULL,
    departments TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_conference_departments CHECK (departments <@ ARRAY['CIVIL_AFFAIRS', 'CYBERSPACE', 'COURT', 'PROCURATORATE', 'EDUCATION', 'POLICE', 'JUSTICE', 'FINANCE', 'HUMAN_RESOURCES', 'HEALTH', 'EMERGENCY', 'FIRE', 'WOMEN_CHILDREN_OFFICE', 'YOUTH_LEAGUE', 'WOMENS_FEDERATION', 'DISABLED_FEDERATION', 'RELIGIOUS_AFFAIRS', 'TRADE_UNION', 'RED_CROSS', 'CHARITY_FEDERATION']),
    summary TEXT,
    plan TEXT,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_conference PRIMARY KEY (id),
    CONSTRAINT fk_conference_case_id FOREIGN KEY(case_id) REFERENCES {schema}.care_case (id) ON DELETE CASCADE
);

CREATE INDEX ix_conference_case_id_held_on ON {schema}.conference (case_id, held_on);

CREATE TABLE {schema}.conference_decision (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    conference_id UUID NOT NULL,
    decision TEXT NOT NULL,
    organisation_id UUID,
    department TEXT CONSTRAINT ck_conference_decision_department CHECK (department IN ('CIVIL_AFFAIRS', 'CYBERSPACE', 'COURT', 'PROCURATORATE', 'EDUCATION', 'POLICE', 'JUSTICE', 'FINANCE', 'HUMAN_RESOURCES', 'HEALTH', 'EMERGENCY', 'FIRE', 'WOMEN_CHILDREN_OFFICE', 'YOUTH_LEAGUE', 'WOMENS_FEDERATION', 'DISABLED_FEDERATION', 'RELIGIOUS_AFFAIRS', 'TRADE_UNION', 'RED_CROSS', 'CHARITY_FEDERATION')),
    post TEXT CONSTRAINT ck_conference_decision_post CHECK (post IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'SOCIAL_WORKER', 'VOLUNTEER', 'INSTITUTION_STAFF', 'CLASS_TEACHER', 'MANDATED_REPORTER')),
    due_on DATE NOT NULL,
    done_on DATE,
    outcome TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_conference_decision PRIMARY KEY (id),
    CONSTRAINT ck_conference_decision_one_owner CHECK (num_nonnulls(coalesce(organisation_id::text, department), post) = 1),
    CONSTRAINT fk_conference_decision_case_id FOREIGN KEY(case_id) REFERENCES {schema}.care_case (id) ON DELETE CASCADE,
    CONSTRAINT fk_conference_decision_conference_id FOREIGN KEY(conference_id) REFERENCES {schema}.conference (id) ON DELETE CASCADE,
    CONSTRAINT fk_conference_decision_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_conference_decision_case_id ON {schema}.conference_decision (case_id);

CREATE INDEX ix_conference_decision_conference_id ON {schema}.conference_decision (conference_id);

CREATE INDEX ix_conference_decision_organisation_id ON {schema}.conference_decision (organisation_id);

CREATE TABLE {schema}.intervention (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_intervention_kind CHECK (kind IN ('DISSUADE', 'STOP', 'CRITICISE', 'ADMONISH', 'FAMILY_EDUCATION_ORDER', 'ADMIN_PENALTY', 'CRIMINAL_INVESTIGATION', 'PROTECTION_ORDER', 'REVOKE_GUARDIANSHIP', 'SUPPORT_SUIT', 'PUBLIC_INTEREST_SUIT', 'JUDICIAL_SUGGESTION', 'PROCURATORIAL_SUGGESTION', 'TEMP_CARE', 'LEGAL_AID')),
    taken_on DATE NOT NULL,
    department TEXT CONSTRAINT ck_intervention_department CHECK (department IN ('CIVIL_AFFAIRS', 'CYBERSPACE', 'COURT', 'PROCURATORATE', 'EDUCATION', 'POLICE', 'JUSTICE', 'FINANCE', 'HUMAN_RESOURCES', 'HEALTH', 'EMERGENCY', 'FIRE', 'WOMEN_CHILDREN_OFFICE', 'YOUTH_LEAGUE', 'WOMENS_FEDERATION', 'DISABLED_FEDERATION', 'RELIGIOUS_AFFAIRS', 'TRADE_UNION', 'RED_CROSS', 'CHARITY_FEDERATION')),
    detail TEXT,
    citation TEXT,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_intervention PRIMARY KEY (id),
    CONSTRAINT fk_intervention_case_id FOREIGN KEY(case_id) REFERENCES {schema}.care_case (id) ON DELETE CASCADE
);

CREATE INDEX ix_intervention_case_id_taken_on ON {schema}.intervention (case_id, taken_on);

CREATE TABLE {schema}.court_application (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    ground TEXT NOT NULL CONSTRAINT ck_court_application_ground CHECK (ground IN ('PARENTS_NOT_FOUND', 'REFUSAL', 'OTHER')),
    since DATE,
    owed_from DATE,
    applied_on DATE,
    court TEXT,
    reference_number TEXT,
    outcome TEXT,
    citation TEXT,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_court_application PRIMARY KEY (id),
    CONSTRAINT ck_court_application_counted_from CHECK ((ground = 'OTHER') = (since IS NULL)),
    CONSTRAINT ck_court_application_other_is_made CHECK (ground <> 'OTHER' OR applied_on IS NOT NULL),
    CONSTRAINT fk_court_application_case_id FOREIGN KEY(case_id) REFERENCES {schema}.care_case (id) ON DELETE CASCADE
);

CREATE INDEX ix_court_application_case_id ON {schema}.court_application (case_id);

CREATE TABLE {schema}.placement (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_placement_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    case_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_placement_kind CHECK (kind IN ('RELATIVE_CARE', 'FAMILY_FOSTER', 'PROTECTION_INSTITUTION', 'WELFARE_INSTITUTION')),
    organisation_id UUID,
    entrusted_by_id UUID,
    carer_name TEXT,
    agreement_signed_on DATE,
    agreement_reference TEXT,
    plan TEXT,
    regular_assessments TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_placement_regular_assessments CHECK (regular_assessments <@ ARRAY['GUARDIANSHIP', 'MENTAL_HEALTH', 'RISK_LEVEL', 'GUARDIANSHIP_RATING']),
    starts_on DATE NOT NULL,
    ends_on DATE,
    end_reason TEXT,
    citation TEXT,
    rule_version TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_placement PRIMARY KEY (id),
    CONSTRAINT fk_placement_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_placement_with_one CHECK (num_nonnulls(organisation_id, carer_name) = 1),
    CONSTRAINT ck_placement_ends_after_it_starts CHECK (ends_on >= starts_on),
    CONSTRAINT fk_placement_case_id FOREIGN KEY(case_id) REFERENCES {schema}.care_case (id) ON DELETE CASCADE,
    CONSTRAINT fk_placement_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id),
    CONSTRAINT fk_placement_entrusted_by_id FOREIGN KEY(entrusted_by_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_placement_case_id ON {schema}.placement (case_id);

CREATE INDEX ix_placement_child_id_starts_on ON {schema}.placement (child_id, starts_on);

CREATE INDEX ix_placement_organisation_id ON {schema}.placement (organisation_id);

CREATE UNIQUE INDEX ix_placement_running ON {schema}.placement (child_id) WHERE ends_on IS NULL;
