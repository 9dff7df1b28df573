ALTER TABLE {schema}.audit_event
    ADD COLUMN division BIGINT CONSTRAINT ck_audit_event_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    ADD COLUMN scope TEXT,
    ADD COLUMN fingerprint TEXT,
    ADD COLUMN xact BIGINT DEFAULT pg_current_xact_id()::text::bigint NOT NULL;

UPDATE {schema}.audit_event SET division = (
    SELECT t.division FROM platform.tenants t WHERE '"' || t.schema_name || '"' = '{schema}'
);

ALTER TABLE {schema}.audit_event
    ALTER COLUMN division SET NOT NULL,
    ADD COLUMN county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL;

CREATE INDEX ix_audit_event_county_latest ON {schema}.audit_event (county, id DESC);

CREATE INDEX ix_audit_event_waiting ON {schema}.audit_event (xact, id);

CREATE TABLE {schema}.audit_seal (
    sequence BIGINT NOT NULL,
    event UUID NOT NULL,
    hash BYTEA NOT NULL,
    horizon BIGINT NOT NULL,
    CONSTRAINT pk_audit_seal PRIMARY KEY (sequence),
    CONSTRAINT uq_audit_seal_event UNIQUE (event)
);
