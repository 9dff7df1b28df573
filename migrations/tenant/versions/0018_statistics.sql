CREATE TABLE {schema}.stat_count (
    fact TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_stat_count_basis CHECK (basis IN ('SERVICE', 'STATISTICAL')),
    month DATE NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_stat_count_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    counts JSONB NOT NULL,
    CONSTRAINT pk_stat_count PRIMARY KEY (fact, basis, month, division)
);

CREATE TABLE {schema}.stat_table (
    fact TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_stat_table_basis CHECK (basis IN ('SERVICE', 'STATISTICAL')),
    month DATE NOT NULL,
    names TEXT COLLATE "C" NOT NULL,
    level SMALLINT NOT NULL,
    parent BIGINT NOT NULL,
    shown JSONB NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_stat_table_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    CONSTRAINT pk_stat_table PRIMARY KEY (fact, basis, month, names, level, division)
);

CREATE INDEX ix_stat_table_below ON {schema}.stat_table (fact, basis, month, names, parent, level);

CREATE TABLE {schema}.stat_frozen (
    release INTEGER NOT NULL,
    fact TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_stat_frozen_basis CHECK (basis IN ('SERVICE', 'STATISTICAL')),
    month DATE NOT NULL,
    names TEXT COLLATE "C" NOT NULL,
    level SMALLINT NOT NULL,
    parent BIGINT NOT NULL,
    shown JSONB NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_stat_frozen_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    CONSTRAINT pk_stat_frozen PRIMARY KEY (release, fact, basis, month, names, level, division)
);

CREATE INDEX ix_stat_frozen_below ON {schema}.stat_frozen (release, fact, basis, month, names, parent, level);

CREATE TABLE {schema}.stat_county (
    division BIGINT NOT NULL CONSTRAINT ck_stat_county_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    seen TEXT NOT NULL,
    counted_on DATE NOT NULL,
    counted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stat_county PRIMARY KEY (division)
);

CREATE TABLE {schema}.stat_cube (
    fact TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_stat_cube_basis CHECK (basis IN ('SERVICE', 'STATISTICAL')),
    month DATE NOT NULL,
    as_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stale BOOLEAN NOT NULL,
    rule_version TEXT NOT NULL,
    CONSTRAINT pk_stat_cube PRIMARY KEY (fact, basis, month)
);

CREATE TABLE {schema}.stat_release (
    release INTEGER NOT NULL,
    fact TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_stat_release_basis CHECK (basis IN ('SERVICE', 'STATISTICAL')),
    month DATE NOT NULL,
    as_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rule_version TEXT NOT NULL,
    frozen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    frozen_by TEXT NOT NULL,
    CONSTRAINT pk_stat_release PRIMARY KEY (release, fact, basis, month)
);
