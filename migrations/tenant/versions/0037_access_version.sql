CREATE TABLE {schema}.access_version (
    single BOOLEAN DEFAULT true NOT NULL CONSTRAINT ck_access_version_single CHECK (single),
    version UUID DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT pk_access_version PRIMARY KEY (single)
);

INSERT INTO {schema}.access_version DEFAULT VALUES;
