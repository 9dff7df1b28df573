CREATE TABLE platform.divisions (
    code BIGINT NOT NULL,
    name TEXT NOT NULL,
    level TEXT NOT NULL CONSTRAINT ck_divisions_level CHECK (level IN ('PROVINCE', 'PREFECTURE', 'SPECIAL_ZONE', 'COUNTY', 'TOWNSHIP', 'VILLAGE')),
    parent BIGINT,
    reports_to BIGINT,
    valid_from DATE,
    valid_to DATE,
    source TEXT NOT NULL,
    verified BOOLEAN NOT NULL,
    CONSTRAINT pk_divisions PRIMARY KEY (code)
);

CREATE INDEX ix_divisions_parent_code ON platform.divisions (parent, code);

CREATE TABLE platform.operators (
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_operators PRIMARY KEY (subject)
);

CREATE TABLE platform.tenants (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_tenants_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    status TEXT DEFAULT 'DRAFT' NOT NULL CONSTRAINT ck_tenants_status CHECK (status IN ('DRAFT', 'ACTIVE', 'SUSPENDED', 'ARCHIVED')),
    schema_name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tenants PRIMARY KEY (id),
    CONSTRAINT ck_tenants_code CHECK (code ~ '^[a-z][a-z0-9_-]{1,30}$' AND code <> 'platform'),
    CONSTRAINT uq_tenants_code UNIQUE (code),
    CONSTRAINT uq_tenants_schema_name UNIQUE (schema_name)
);

CREATE TABLE platform.tenant_keys (
    tenant_id UUID NOT NULL,
    id SMALLINT NOT NULL,
    purpose TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_tenant_keys PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_tenant_keys_tenant_id FOREIGN KEY(tenant_id) REFERENCES platform.tenants (id)
);

CREATE TABLE platform.tenant_logins (
    tenant_id UUID NOT NULL,
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    password BYTEA NOT NULL,
    CONSTRAINT pk_tenant_logins PRIMARY KEY (tenant_id, login),
    CONSTRAINT fk_tenant_logins_tenant_id FOREIGN KEY(tenant_id) REFERENCES platform.tenants (id)
);

CREATE TABLE platform.tenant_migrations (
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    revision TEXT,
    outcome TEXT NOT NULL,
    message TEXT,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_tenant_migrations PRIMARY KEY (id),
    CONSTRAINT fk_tenant_migrations_tenant_id FOREIGN KEY(tenant_id) REFERENCES platform.tenants (id)
);

CREATE INDEX ix_tenant_migrations_tenant_id_started_at ON platform.tenant_migrations (tenant_id, started_at);
