CREATE TABLE {schema}.policy_set (
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_policy_set PRIMARY KEY (version)
);

CREATE TABLE {schema}.casbin_rule (
    id UUID NOT NULL,
    policy_version INTEGER NOT NULL,
    ptype TEXT NOT NULL,
    v0 TEXT NOT NULL,
    v1 TEXT NOT NULL,
    v2 TEXT NOT NULL,
    v3 TEXT NOT NULL,
    v4 TEXT NOT NULL,
    CONSTRAINT pk_casbin_rule PRIMARY KEY (id),
    CONSTRAINT uq_casbin_rule_line UNIQUE (policy_version, ptype, v0, v1, v2, v3, v4),
    CONSTRAINT fk_casbin_rule_policy_version FOREIGN KEY(policy_version) REFERENCES {schema}.policy_set (version)
);
