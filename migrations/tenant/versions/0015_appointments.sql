CREATE TABLE {schema}.appointment (
    id UUID NOT NULL,
    trainee_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_appointment_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    villages BIGINT[] NOT NULL,
    since DATE NOT NULL,
    until DATE,
    reason TEXT,
    handed_to UUID,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_appointment PRIMARY KEY (id),
    CONSTRAINT fk_appointment_trainee_id_division FOREIGN KEY(trainee_id, division) REFERENCES {schema}.trainee (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_appointment_ends_after_it_begins CHECK (until >= since - 1),
    CONSTRAINT fk_appointment_handed_to FOREIGN KEY(handed_to) REFERENCES {schema}.trainee (id)
);

CREATE INDEX ix_appointment_trainee_id_since ON {schema}.appointment (trainee_id, since);

CREATE UNIQUE INDEX uq_appointment_running ON {schema}.appointment (trainee_id) WHERE until IS NULL;

CREATE TABLE {schema}.appraisal (
    id UUID NOT NULL,
    trainee_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_appraisal_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    year INTEGER NOT NULL,
    result TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_appraisal PRIMARY KEY (id),
    CONSTRAINT fk_appraisal_trainee_id_division FOREIGN KEY(trainee_id, division) REFERENCES {schema}.trainee (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uq_appraisal_trainee_id_year UNIQUE (trainee_id, year)
);
