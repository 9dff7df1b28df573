DROP TABLE {schema}.stat_county;

CREATE TABLE {schema}.stat_cell (
    fact TEXT NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_stat_cell_basis CHECK (basis IN ('SERVICE', 'STATISTICAL')),
    month DATE NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_stat_cell_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    cells JSONB NOT NULL,
    CONSTRAINT pk_stat_cell PRIMARY KEY (fact, basis, month, division)
);

CREATE INDEX ix_stat_cell_division ON {schema}.stat_cell (division, fact);

CREATE TABLE {schema}.stat_village (
    division BIGINT NOT NULL CONSTRAINT ck_stat_village_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    looks TEXT,
    looked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    counted_on DATE,
    stale BOOLEAN NOT NULL,
    CONSTRAINT pk_stat_village PRIMARY KEY (division)
);

CREATE INDEX ix_stat_village_stale ON {schema}.stat_village (division) WHERE stale;
