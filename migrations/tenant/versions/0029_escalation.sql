ALTER TABLE {schema}.duty ADD COLUMN climbs_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE {schema}.agreement ADD COLUMN climbs_on DATE;

-- What was missed before there was escalation is history; it changes nothing that a phone would have to load anew.
ALTER TABLE {schema}.duty DISABLE TRIGGER note_update;

UPDATE {schema}.duty SET climbs_at = '9999-12-31T00:00:00Z'
WHERE done_at IS NULL AND cancelled_at IS NULL AND closes_on < current_date;

ALTER TABLE {schema}.duty ENABLE TRIGGER note_update;

CREATE INDEX ix_duty_climbing ON {schema}.duty (coalesce(climbs_at, due_at)) WHERE done_at IS NULL AND cancelled_at IS NULL;

CREATE INDEX ix_duty_climbing_report ON {schema}.duty (coalesce(climbs_at, due_at)) WHERE done_at IS NULL AND cancelled_at IS NULL AND kind IN ('REPORT', 'REPORT_ACKNOWLEDGEMENT', 'ONWARD_REPORT');

CREATE INDEX ix_agreement_climbing ON {schema}.agreement (coalesce(climbs_on, ends_on - 90)) WHERE concluded_on IS NOT NULL AND replaced_on IS NULL;

CREATE TABLE {schema}.escalation (
    id UUID NOT NULL,
    duty_id UUID,
    agreement_id UUID,
    clock TEXT NOT NULL CONSTRAINT ck_escalation_clock CHECK (clock IN ('SAFETY_REPORT', 'REPORT', 'VISIT', 'DUTY', 'SUBMISSION', 'AGREEMENT')),
    level TEXT NOT NULL CONSTRAINT ck_escalation_level CHECK (level IN ('PROVINCE', 'PREFECTURE', 'SPECIAL_ZONE', 'COUNTY', 'TOWNSHIP', 'VILLAGE')),
    division BIGINT NOT NULL CONSTRAINT ck_escalation_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    passed BIGINT CONSTRAINT ck_escalation_passed CHECK (passed BETWEEN 110000000000 AND 899999999999),
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rule TEXT NOT NULL,
    citation TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_escalation_basis CHECK (basis IN ('IN_FORCE', 'EXPIRED_BASIS', 'PLATFORM_DEFAULT', 'GUIDANCE')),
    CONSTRAINT pk_escalation PRIMARY KEY (id),
    CONSTRAINT ck_escalation_of_one_thing CHECK (num_nonnulls(duty_id, agreement_id) = 1),
    CONSTRAINT uq_escalation_duty_id_clock_level UNIQUE (duty_id, clock, level),
    CONSTRAINT uq_escalation_agreement_id_clock_level UNIQUE (agreement_id, clock, level),
    CONSTRAINT fk_escalation_duty_id FOREIGN KEY(duty_id) REFERENCES {schema}.duty (id) ON DELETE CASCADE,
    CONSTRAINT fk_escalation_agreement_id FOREIGN KEY(agreement_id) REFERENCES {schema}.agreement (id) ON DELETE CASCADE
);

CREATE INDEX ix_escalation_division_told_at ON {schema}.escalation (division, told_at);

CREATE TABLE {schema}.alert_setting (
    id UUID NOT NULL,
    quiet_from SMALLINT NOT NULL CONSTRAINT ck_alert_setting_quiet_from CHECK (quiet_from BETWEEN 0 AND 23),
    quiet_until SMALLINT NOT NULL CONSTRAINT ck_alert_setting_quiet_until CHECK (quiet_until BETWEEN 0 AND 23),
    digest_at SMALLINT NOT NULL CONSTRAINT ck_alert_setting_digest_at CHECK (digest_at BETWEEN 0 AND 23),
    set_by TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_alert_setting PRIMARY KEY (id)
);

CREATE TABLE {schema}.digest (
    id UUID NOT NULL,
    subject TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_digest_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    division BIGINT NOT NULL CONSTRAINT ck_digest_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    day DATE NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_today INTEGER NOT NULL,
    overdue INTEGER NOT NULL,
    upcoming INTEGER NOT NULL,
    overdue_below INTEGER NOT NULL,
    reports_waiting INTEGER NOT NULL,
    escalated INTEGER NOT NULL,
    agreements_ending INTEGER NOT NULL,
    CONSTRAINT pk_digest PRIMARY KEY (id),
    CONSTRAINT uq_digest_subject_role_day UNIQUE (subject, role, day)
);

CREATE INDEX ix_digest_latest ON {schema}.digest (subject, day DESC, id DESC);

CREATE TABLE {schema}.alert_read_upto (
    subject TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_alert_read_upto_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    sequence BIGINT NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_alert_read_upto PRIMARY KEY (subject, role)
);

CREATE TABLE {schema}.alert_read (
    subject TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_alert_read_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    sequence BIGINT NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_alert_read PRIMARY KEY (subject, role, sequence)
);

CREATE TABLE {schema}.message_gateway (
    id UUID NOT NULL,
    single BOOLEAN DEFAULT true NOT NULL CONSTRAINT ck_message_gateway_single CHECK (single),
    url TEXT NOT NULL,
    secret BYTEA NOT NULL,
    public TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_message_gateway PRIMARY KEY (id),
    CONSTRAINT uq_message_gateway_single UNIQUE (single)
);

CREATE TABLE {schema}.message (
    id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    events UUID[] NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_message_kind CHECK (kind IN ('CHILD_REGISTERED', 'CHILD_UPDATED', 'CHILD_ERASED', 'CHILD_MOVED', 'GUARDIAN_CHANGED', 'VISIT_RECORDED', 'TRAINEE_CHANGED', 'ORGANISATION_SAVED', 'ROLE_ASSIGNED', 'REPORT_FILED', 'REPORT_ADDRESSED', 'REPORT_ACKNOWLEDGED', 'REPORT_RESULT', 'REPORT_OVERDUE', 'REPORT_ESCALATED', 'VISIT_OVERDUE', 'CONTACT_OVERDUE', 'DUTY_ESCALATED', 'DUTY_SETTLED', 'CLASS_CHANGED', 'AGREEMENT_EXPIRING', 'CONFERENCE_CALLED', 'COMMISSION_OFFERED', 'COMMISSION_ANSWERED', 'STAFFING_GAP', 'SUBMISSION_OVERDUE', 'RULEBOOK_CHANGED', 'ACCESS_BROKEN_GLASS', 'GRANT_ENDING', 'PARTNER_REVOKED', 'DAILY_DIGEST')),
    subject TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_message_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    division BIGINT NOT NULL CONSTRAINT ck_message_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    state TEXT DEFAULT 'WAITING' NOT NULL CONSTRAINT ck_message_state CHECK (state IN ('WAITING', 'SENT', 'DEAD', 'DROPPED')),
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tries INTEGER DEFAULT 0 NOT NULL,
    status INTEGER,
    fault TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_message PRIMARY KEY (id),
    CONSTRAINT uq_message_subject_role_kind_sequence UNIQUE (subject, role, kind, sequence)
);

CREATE INDEX ix_message_waiting ON {schema}.message (due_at) WHERE state = 'WAITING';
