CREATE TABLE {schema}.training_session (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_training_session_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_training_session_kind CHECK (kind IN ('ROTATION', 'INITIAL', 'DEMONSTRATION', 'FULL_COVERAGE', 'MENTAL_HEALTH', 'GENERAL')),
    trainer_level TEXT NOT NULL CONSTRAINT ck_training_session_trainer_level CHECK (trainer_level IN ('PROVINCE', 'PREFECTURE', 'SPECIAL_ZONE', 'COUNTY', 'TOWNSHIP', 'VILLAGE')),
    mode TEXT NOT NULL CONSTRAINT ck_training_session_mode CHECK (mode IN ('CLASSROOM', 'BY_AREA', 'COMMISSIONED')),
    held_on DATE NOT NULL,
    topics TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_training_session_topics CHECK (topics <@ ARRAY['DUTIES', 'FAMILY_VISIT', 'INFORMATION_UPDATE', 'MANDATORY_REPORT', 'POLICY_LINKING', 'FAMILY_RESPONSIBILITY', 'FAMILY_EDUCATION', 'MENTAL_HEALTH']),
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_training_session PRIMARY KEY (id)
);

CREATE INDEX ix_training_session_division_held_on ON {schema}.training_session (division, held_on);

ALTER TABLE {schema}.training ADD COLUMN session_id UUID CONSTRAINT fk_training_session_id REFERENCES {schema}.training_session (id);

CREATE INDEX ix_training_session_id ON {schema}.training (session_id);
