ALTER TABLE {schema}.duty ADD COLUMN calendar TEXT CONSTRAINT ck_duty_calendar CHECK (calendar IN ('SPOT_CHECK_SUMMARY', 'PROGRESS_REPORT', 'INFORMATION_ARTICLE', 'INSPECTION', 'FILE_SPOT_CHECK', 'SYSTEM_UPDATE', 'TOWNSHIP_PATROL', 'TRAINING', 'SAFETY_EVENT', 'SAFETY_TALK', 'SAFETY_LECTURE'));

ALTER TABLE {schema}.duty ADD COLUMN organisation_id UUID CONSTRAINT fk_duty_organisation_id REFERENCES {schema}.organisation (id);

ALTER TABLE {schema}.duty ADD CONSTRAINT ck_duty_calendar_of_a_holder CHECK (calendar IS NULL OR child_id IS NULL);

UPDATE {schema}.duty SET calendar = 'TOWNSHIP_PATROL' WHERE kind = 'TOWNSHIP_PATROL';

CREATE TABLE {schema}.holiday (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_holiday_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    season TEXT NOT NULL CONSTRAINT ck_holiday_season CHECK (season IN ('WINTER', 'SUMMER')),
    year INTEGER NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    saved_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_holiday PRIMARY KEY (id),
    CONSTRAINT ck_holiday_in_order CHECK (first_on <= last_on),
    CONSTRAINT uq_holiday_division_season_year UNIQUE (division, season, year)
);

CREATE TABLE {schema}.submission (
    id UUID NOT NULL,
    duty_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_submission_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    organisation_id UUID,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    content TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_submission PRIMARY KEY (id),
    CONSTRAINT uq_submission_duty_id UNIQUE (duty_id),
    CONSTRAINT fk_submission_duty_id FOREIGN KEY(duty_id) REFERENCES {schema}.duty (id),
    CONSTRAINT fk_submission_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_submission_organisation_id ON {schema}.submission (organisation_id) WHERE organisation_id IS NOT NULL;

CREATE TABLE {schema}.activity (
    id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_activity_kind CHECK (kind IN ('SAFETY_EVENT', 'SAFETY_TALK', 'SAFETY_LECTURE', 'HOLIDAY_ACTIVITY', 'ONLINE_PROTECTION', 'CARE_ACTIVITY')),
    division BIGINT NOT NULL CONSTRAINT ck_activity_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    organisation_id UUID,
    held_on DATE NOT NULL,
    topics TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_activity_topics CHECK (topics <@ ARRAY['DROWNING', 'BULLYING', 'SEXUAL_ASSAULT', 'ROAD']),
    harms TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_activity_harms CHECK (harms <@ ARRAY['BULLYING', 'RUMOUR_ATTACK', 'HUMAN_FLESH', 'PRIVACY', 'ADDICTION']),
    children INTEGER,
    adults INTEGER,
    description TEXT,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_activity PRIMARY KEY (id),
    CONSTRAINT ck_activity_counts CHECK (children >= 0 AND adults >= 0),
    CONSTRAINT ck_activity_lecture_of_a_school CHECK (kind <> 'SAFETY_LECTURE' OR organisation_id IS NOT NULL),
    CONSTRAINT fk_activity_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_activity_county_held_on ON {schema}.activity (county, held_on);

CREATE INDEX ix_activity_organisation_id_held_on ON {schema}.activity (organisation_id, held_on);

CREATE TABLE {schema}.hazard_check (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_hazard_check_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    organisation_id UUID,
    water TEXT,
    checked_on DATE NOT NULL,
    items TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_hazard_check_items CHECK (items <@ ARRAY['FIRE', 'SCHOOL_BUS', 'FOOD', 'BUILDING', 'HYGIENE', 'DISASTER', 'DUTY_ROSTER']),
    wanting TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_hazard_check_wanting CHECK (wanting <@ ARRAY['FIRE', 'SCHOOL_BUS', 'FOOD', 'BUILDING', 'HYGIENE', 'DISASTER', 'DUTY_ROSTER']),
    water_items TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_hazard_check_water_items CHECK (water_items <@ ARRAY['SIGN', 'LIFEBUOY', 'ROPE', 'POLE']),
    water_wanting TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_hazard_check_water_wanting CHECK (water_wanting <@ ARRAY['SIGN', 'LIFEBUOY', 'ROPE', 'POLE']),
    findings TEXT,
    mended_on DATE,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_hazard_check PRIMARY KEY (id),
    CONSTRAINT ck_hazard_check_of_one_thing CHECK (num_nonnulls(organisation_id, water) = 1),
    CONSTRAINT ck_hazard_check_wanting_was_checked CHECK (wanting <@ items AND water_wanting <@ water_items),
    CONSTRAINT ck_hazard_check_mended_afterwards CHECK (mended_on >= checked_on),
    CONSTRAINT fk_hazard_check_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_hazard_check_county_checked_on ON {schema}.hazard_check (county, checked_on);

CREATE INDEX ix_hazard_check_organisation_id_checked_on ON {schema}.hazard_check (organisation_id, checked_on);

CREATE INDEX ix_duty_calendar ON {schema}.duty (division, calendar, due_on) WHERE calendar IS NOT NULL;

CREATE INDEX ix_duty_organisation ON {schema}.duty (organisation_id) WHERE organisation_id IS NOT NULL;

CREATE TABLE {schema}.work_report (
    id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_work_report_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    prefecture BIGINT NOT NULL,
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    reported_on DATE NOT NULL,
    recipients TEXT[] DEFAULT '{}' NOT NULL CONSTRAINT ck_work_report_recipients CHECK (recipients <@ ARRAY['VILLAGE_COMMITTEE', 'CHILD_SUPERVISOR', 'COUNTY_CIVIL_AFFAIRS', 'PROTECTION_CENTRE', 'POLICE', 'POLICE_STATION', 'CIVIL_AFFAIRS', 'EDUCATION', 'HEALTH', 'OTHER_DEPARTMENT', 'PARENTS']),
    content TEXT NOT NULL,
    citation TEXT,
    rule_version TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_work_report PRIMARY KEY (id)
);

CREATE INDEX ix_work_report_division_reported_on ON {schema}.work_report (division, reported_on);

CREATE INDEX ix_work_report_township_reported_on ON {schema}.work_report (township, reported_on);

CREATE TABLE {schema}.special_node (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_special_node_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    name TEXT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    saved_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_special_node PRIMARY KEY (id),
    CONSTRAINT ck_special_node_in_order CHECK (first_on <= last_on)
);

CREATE INDEX ix_special_node_division_first_on ON {schema}.special_node (division, first_on);
