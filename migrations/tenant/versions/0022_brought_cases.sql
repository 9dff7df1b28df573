CREATE TABLE {schema}.brought_case (
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_brought_case_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    to_division BIGINT NOT NULL CONSTRAINT ck_brought_case_to_division CHECK (to_division BETWEEN 110000000000 AND 899999999999),
    reason TEXT NOT NULL,
    brought_by TEXT NOT NULL,
    brought_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_brought_case PRIMARY KEY (id),
    CONSTRAINT fk_brought_case_case_id_division FOREIGN KEY(case_id, division) REFERENCES {schema}.care_case (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_brought_case_ends_after_it_begins CHECK (until >= brought_at)
);

CREATE INDEX ix_brought_case_case_id_to_division ON {schema}.brought_case (case_id, to_division);

CREATE INDEX ix_brought_case_division_id ON {schema}.brought_case (division, id);

CREATE INDEX ix_brought_case_latest ON {schema}.brought_case (to_division, id DESC);
