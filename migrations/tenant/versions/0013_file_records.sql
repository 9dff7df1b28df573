ALTER TABLE {schema}.child ADD COLUMN file_parts TEXT[] DEFAULT '{}' NOT NULL
    CONSTRAINT ck_child_file_parts CHECK (file_parts <@ ARRAY['BASIC', 'VISITS', 'WORK_LOG', 'AID_RECORDS', 'PROBLEMS_AND_SOLUTIONS']);

-- The parts are derived: the worker comes to every child as if its day had come.
UPDATE {schema}.child SET changes_on = DATE '1970-01-01';

CREATE TABLE {schema}.work_log_line (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_work_log_line_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    child_id UUID,
    trainee_id UUID,
    done_on DATE NOT NULL,
    text TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_work_log_line PRIMARY KEY (id),
    CONSTRAINT fk_work_log_line_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT fk_work_log_line_trainee_id FOREIGN KEY(trainee_id) REFERENCES {schema}.trainee (id)
);

CREATE INDEX ix_work_log_line_child_id ON {schema}.work_log_line (child_id);

CREATE INDEX ix_work_log_line_division_done_on ON {schema}.work_log_line (division, done_on);

CREATE TABLE {schema}.spot_check (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_spot_check_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    checked_on DATE NOT NULL,
    seed TEXT NOT NULL,
    size INTEGER NOT NULL,
    population INTEGER NOT NULL,
    files INTEGER NOT NULL,
    wanting INTEGER NOT NULL,
    findings TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_spot_check PRIMARY KEY (id),
    CONSTRAINT ck_spot_check_counts CHECK (size > 0 AND files > 0 AND wanting BETWEEN 0 AND files)
);

CREATE INDEX ix_spot_check_county_checked_on ON {schema}.spot_check (county, checked_on);

CREATE TABLE {schema}.spot_check_file (
    spot_check_id UUID NOT NULL,
    place INTEGER NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_spot_check_file_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    result TEXT NOT NULL CONSTRAINT ck_spot_check_file_result CHECK (result IN ('IN_ORDER', 'WANTING')),
    lacks TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_spot_check_file_lacks CHECK (lacks <@ ARRAY['BASIC', 'VISITS', 'WORK_LOG', 'AID_RECORDS', 'PROBLEMS_AND_SOLUTIONS']),
    remark TEXT,
    CONSTRAINT pk_spot_check_file PRIMARY KEY (spot_check_id, place),
    CONSTRAINT fk_spot_check_file_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT fk_spot_check_file_spot_check_id FOREIGN KEY(spot_check_id) REFERENCES {schema}.spot_check (id) ON DELETE CASCADE
);

CREATE INDEX ix_spot_check_file_child_id ON {schema}.spot_check_file (child_id);

CREATE TABLE {schema}.system_update (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_system_update_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    system TEXT NOT NULL CONSTRAINT ck_system_update_system CHECK (system IN ('NATIONAL_CHILD_WELFARE', 'NATIONAL_THREE_LEFT_BEHIND', 'SHANXI_MINI_PROGRAM')),
    updated_on DATE NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    receipt TEXT NOT NULL,
    children INTEGER,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_system_update PRIMARY KEY (id),
    CONSTRAINT ck_system_update_children CHECK (children >= 0)
);

CREATE INDEX ix_system_update_county_system_taken_at ON {schema}.system_update (county, system, taken_at);
