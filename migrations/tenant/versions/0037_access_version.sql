CREATE TABLE {schema}.access_version (
    single BOOLEAN DEFAULT true NOT NULL CONSTRAINT ck_access_version_single CHECK (single),
    version BIGINT DEFAULT 0 NOT NULL,
    CONSTRAINT pk_access_version PRIMARY KEY (single)
);

INSERT INTO {schema}.access_version DEFAULT VALUES;
