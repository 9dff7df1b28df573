ALTER TABLE {schema}.audit_event RENAME TO audit_event_before;

ALTER TABLE {schema}.audit_event_before DROP CONSTRAINT pk_audit_event;

DROP INDEX {schema}.ix_audit_event_object_at;

DROP INDEX {schema}.ix_audit_event_subject_at;

DROP INDEX {schema}.ix_audit_event_county_latest;

DROP INDEX {schema}.ix_audit_event_waiting;

ALTER TABLE {schema}.audit_seal RENAME TO audit_seal_before;

ALTER TABLE {schema}.audit_seal_before DROP CONSTRAINT pk_audit_seal;

ALTER TABLE {schema}.audit_seal_before DROP CONSTRAINT uq_audit_seal_event;

CREATE TABLE {schema}.audit_event (
    LIKE {schema}.audit_event_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED,
    CONSTRAINT pk_audit_event PRIMARY KEY (id)
) PARTITION BY RANGE (id);

CREATE INDEX ix_audit_event_object_id ON {schema}.audit_event (object, id);

CREATE INDEX ix_audit_event_subject_at ON {schema}.audit_event (subject, at);

CREATE INDEX ix_audit_event_county_latest ON {schema}.audit_event (county, id DESC);

CREATE INDEX ix_audit_event_waiting ON {schema}.audit_event (xact, id);

CREATE TABLE {schema}.audit_seal (
    LIKE {schema}.audit_seal_before,
    CONSTRAINT pk_audit_seal PRIMARY KEY (event)
) PARTITION BY RANGE (event);

CREATE INDEX ix_audit_seal_sequence ON {schema}.audit_seal (sequence);

CREATE TABLE {schema}.audit_event_other PARTITION OF {schema}.audit_event DEFAULT;

CREATE TABLE {schema}.audit_seal_other PARTITION OF {schema}.audit_seal DEFAULT;

CREATE TABLE {schema}.audit_checkpoint (
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    until DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    signature BYTEA NOT NULL,
    CONSTRAINT pk_audit_checkpoint PRIMARY KEY (sequence)
);

CREATE TABLE {schema}.audit_keeping (
    one BOOLEAN DEFAULT true NOT NULL CONSTRAINT ck_audit_keeping_one CHECK (one),
    months INTEGER CONSTRAINT ck_audit_keeping_months CHECK (months >= 6),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    signature BYTEA NOT NULL,
    CONSTRAINT pk_audit_keeping PRIMARY KEY (one)
);
