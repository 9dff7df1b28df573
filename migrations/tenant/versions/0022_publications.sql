ALTER TABLE {schema}.care_case ADD CONSTRAINT uq_care_case_id_division UNIQUE (id, division);

CREATE TABLE {schema}.publication (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    case_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_publication_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    stage TEXT NOT NULL CONSTRAINT ck_publication_stage CHECK (stage IN ('PROPOSED', 'RETURNED', 'APPROVED', 'RELEASED', 'WITHDRAWN')),
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    citation TEXT,
    proposed_by TEXT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    approved_by TEXT,
    approved_at TIMESTAMP WITH TIME ZONE,
    note TEXT,
    released_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_publication PRIMARY KEY (id),
    CONSTRAINT fk_publication_case_id_division FOREIGN KEY(case_id, division) REFERENCES {schema}.care_case (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_publication_approved_whole CHECK (num_nonnulls(approved_by, approved_at) IN (0, 2)),
    CONSTRAINT ck_publication_approved_by_another CHECK (approved_by <> proposed_by),
    CONSTRAINT ck_publication_approved_first CHECK (stage NOT IN ('APPROVED', 'RELEASED') OR approved_by IS NOT NULL),
    CONSTRAINT ck_publication_released_whole CHECK (stage <> 'RELEASED' OR released_at IS NOT NULL)
);

CREATE INDEX ix_publication_case_id ON {schema}.publication (case_id);

CREATE INDEX ix_publication_division_id ON {schema}.publication (division, id);

CREATE TABLE {schema}.published_case (
    id UUID NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    released_on DATE NOT NULL,
    CONSTRAINT pk_published_case PRIMARY KEY (id),
    CONSTRAINT fk_published_case_id FOREIGN KEY(id) REFERENCES {schema}.publication (id) ON DELETE CASCADE
);
