ALTER TABLE {schema}.child
    ADD COLUMN closed_on DATE,
    ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE,
    ADD CONSTRAINT ck_child_erased_is_archived CHECK (erased_at IS NULL OR file_status = 'ARCHIVED');

UPDATE {schema}.child SET closed_on = (
    SELECT max(f.effective_on) FROM {schema}.file_change f WHERE f.child_id = {schema}.child.id AND f.status = 'CLOSED'
) WHERE file_status IN ('CLOSED', 'ARCHIVED');

CREATE INDEX ix_child_closed_on ON {schema}.child (closed_on, id) WHERE file_status = 'CLOSED';

CREATE INDEX ix_child_archived ON {schema}.child (id) WHERE file_status = 'ARCHIVED';

ALTER TABLE {schema}.commission ADD COLUMN archived BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE {schema}.division_of_duties ADD COLUMN archived BOOLEAN DEFAULT false NOT NULL;

UPDATE {schema}.commission SET archived = true
WHERE child_id IN (SELECT c.id FROM {schema}.child c WHERE c.file_status = 'ARCHIVED');

UPDATE {schema}.division_of_duties SET archived = true
WHERE child_id IN (SELECT c.id FROM {schema}.child c WHERE c.file_status = 'ARCHIVED');

ALTER TABLE {schema}.outbox DROP CONSTRAINT ck_outbox_kind;

ALTER TABLE {schema}.outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ('CHILD_REGISTERED', 'CHILD_UPDATED', 'CHILD_ERASED', 'CHILD_MOVED', 'GUARDIAN_CHANGED', 'VISIT_RECORDED', 'TRAINEE_CHANGED', 'ORGANISATION_SAVED', 'ROLE_ASSIGNED', 'REPORT_FILED', 'REPORT_ADDRESSED', 'REPORT_ACKNOWLEDGED', 'REPORT_RESULT', 'REPORT_OVERDUE', 'REPORT_ESCALATED', 'VISIT_OVERDUE', 'CONTACT_OVERDUE', 'DUTY_ESCALATED', 'DUTY_SETTLED', 'CLASS_CHANGED', 'AGREEMENT_EXPIRING', 'CONFERENCE_CALLED', 'COMMISSION_OFFERED', 'COMMISSION_ANSWERED', 'STAFFING_GAP', 'SUBMISSION_OVERDUE', 'RULEBOOK_CHANGED', 'ACCESS_BROKEN_GLASS', 'GRANT_ENDING', 'PARTNER_REVOKED', 'DAILY_DIGEST'));

ALTER TABLE {schema}.event_log DROP CONSTRAINT ck_event_log_kind;

ALTER TABLE {schema}.event_log ADD CONSTRAINT ck_event_log_kind CHECK (kind IN ('CHILD_REGISTERED', 'CHILD_UPDATED', 'CHILD_ERASED', 'CHILD_MOVED', 'GUARDIAN_CHANGED', 'VISIT_RECORDED', 'TRAINEE_CHANGED', 'ORGANISATION_SAVED', 'ROLE_ASSIGNED', 'REPORT_FILED', 'REPORT_ADDRESSED', 'REPORT_ACKNOWLEDGED', 'REPORT_RESULT', 'REPORT_OVERDUE', 'REPORT_ESCALATED', 'VISIT_OVERDUE', 'CONTACT_OVERDUE', 'DUTY_ESCALATED', 'DUTY_SETTLED', 'CLASS_CHANGED', 'AGREEMENT_EXPIRING', 'CONFERENCE_CALLED', 'COMMISSION_OFFERED', 'COMMISSION_ANSWERED', 'STAFFING_GAP', 'SUBMISSION_OVERDUE', 'RULEBOOK_CHANGED', 'ACCESS_BROKEN_GLASS', 'GRANT_ENDING', 'PARTNER_REVOKED', 'DAILY_DIGEST'));

CREATE TABLE {schema}.retention_term (
    id UUID NOT NULL,
    months INTEGER,
    reason TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_retention_term PRIMARY KEY (id),
    CONSTRAINT ck_retention_term_months CHECK (months BETWEEN 1 AND 1200)
);

CREATE TABLE {schema}.legal_hold (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_legal_hold_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    ground TEXT NOT NULL CONSTRAINT ck_legal_hold_ground CHECK (ground IN ('COURT', 'CASE', 'COUNTY')),
    reason TEXT NOT NULL,
    until DATE NOT NULL,
    set_by TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    lifted_by TEXT,
    lifted_at TIMESTAMP WITH TIME ZONE,
    lifted_because TEXT,
    CONSTRAINT pk_legal_hold PRIMARY KEY (id),
    CONSTRAINT fk_legal_hold_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_legal_hold_lifted_whole CHECK (num_nonnulls(lifted_by, lifted_at, lifted_because) IN (0, 3))
);

CREATE INDEX ix_legal_hold_child_id_until ON {schema}.legal_hold (child_id, until);

CREATE INDEX ix_legal_hold_division_id ON {schema}.legal_hold (division, id);

CREATE TABLE {schema}.erasure (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_erasure_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    requester TEXT NOT NULL CONSTRAINT ck_erasure_requester CHECK (requester IN ('CHILD', 'GUARDIAN')),
    asked_on DATE NOT NULL,
    reason TEXT,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status TEXT DEFAULT 'REQUESTED' NOT NULL CONSTRAINT ck_erasure_status CHECK (status IN ('REQUESTED', 'DECLINED', 'ERASED')),
    decided_by TEXT,
    decided_at TIMESTAMP WITH TIME ZONE,
    note TEXT,
    erased JSONB,
    digest BYTEA,
    CONSTRAINT pk_erasure PRIMARY KEY (id),
    CONSTRAINT fk_erasure_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_erasure_decided_by_another CHECK (decided_by <> requested_by),
    CONSTRAINT ck_erasure_decided_whole CHECK ((status = 'REQUESTED') = (decided_at IS NULL)),
    CONSTRAINT ck_erasure_decided_by_somebody CHECK (num_nonnulls(decided_by, decided_at) IN (0, 2)),
    CONSTRAINT ck_erasure_proved CHECK ((status = 'ERASED') = (num_nonnulls(erased, digest) = 2)),
    CONSTRAINT ck_erasure_declined_for_a_reason CHECK (status <> 'DECLINED' OR note <> '')
);

CREATE INDEX ix_erasure_child_id_id ON {schema}.erasure (child_id, id);

CREATE INDEX ix_erasure_division_id ON {schema}.erasure (division, id);

CREATE UNIQUE INDEX uq_erasure_waiting ON {schema}.erasure (child_id) WHERE status = 'REQUESTED';

CREATE TABLE {schema}.audit_reason (
    event UUID NOT NULL,
    object UUID NOT NULL,
    salt BYTEA NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_audit_reason PRIMARY KEY (event)
);

CREATE INDEX ix_audit_reason_object ON {schema}.audit_reason (object);
