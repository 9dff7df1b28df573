CREATE TABLE {schema}.trusted_set (
    version INTEGER NOT NULL,
    demanded BOOLEAN NOT NULL,
    set_by TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_trusted_set PRIMARY KEY (version)
);

CREATE TABLE {schema}.trusted_document (
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER,
    CONSTRAINT pk_trusted_document PRIMARY KEY (hash),
    CONSTRAINT ck_trusted_document_hash CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT fk_trusted_document_added FOREIGN KEY(added) REFERENCES {schema}.trusted_set (version),
    CONSTRAINT fk_trusted_document_removed FOREIGN KEY(removed) REFERENCES {schema}.trusted_set (version)
);
