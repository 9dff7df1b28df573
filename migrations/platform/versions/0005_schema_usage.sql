CREATE TABLE platform.schema_usage (
    tenant TEXT NOT NULL,
    day DATE NOT NULL,
    client TEXT NOT NULL,
    element TEXT NOT NULL,
    uses BIGINT NOT NULL,
    CONSTRAINT pk_schema_usage PRIMARY KEY (tenant, day, client, element)
);
