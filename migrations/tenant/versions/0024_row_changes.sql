CREATE TABLE {schema}.row_change (
    division BIGINT NOT NULL,
    xact BIGINT NOT NULL,
    kind TEXT NOT NULL,
    object UUID NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    owner UUID NOT NULL,
    gone TEXT CONSTRAINT ck_row_change_gone CHECK (gone IN ('MOVED_AWAY', 'CLOSED', 'NOT_MINE', 'DELETED')),
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_row_change PRIMARY KEY (division, xact, kind, object, subject)
);

CREATE INDEX ix_row_change_owner_xact ON {schema}.row_change (owner, xact);

CREATE INDEX ix_row_change_at ON {schema}.row_change USING brin (at);

CREATE TABLE {schema}.row_change_state (
    single BOOLEAN DEFAULT true NOT NULL CONSTRAINT ck_row_change_state_single CHECK (single),
    dropped BIGINT DEFAULT 0 NOT NULL,
    CONSTRAINT pk_row_change_state PRIMARY KEY (single)
);

INSERT INTO {schema}.row_change_state DEFAULT VALUES;
