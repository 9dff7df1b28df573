CREATE TABLE {schema}.need (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_need_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_need_kind CHECK (kind IN ('DAILY_LIFE', 'STUDY', 'RECREATION', 'COMFORT', 'PSYCH_COUNSELLING', 'CRISIS_INTERVENTION', 'ONE_TO_ONE', 'READING', 'SPORT_GAMES', 'COMPANY', 'HUKOU', 'SCHOOL_RETURN', 'POLICY_APPLICATION', 'GUARDIANSHIP_GUIDANCE', 'REFERRAL', 'MEDIATION', 'LEGAL_ADVICE', 'ADULT_TRANSITION')),
    status TEXT DEFAULT 'OPEN' NOT NULL CONSTRAINT ck_need_status CHECK (status IN ('OPEN', 'REFERRED', 'CLAIMED', 'SERVED', 'CLOSED')),
    detail TEXT,
    found_on DATE NOT NULL,
    visit_id UUID,
    citation TEXT,
    organisation_id UUID,
    referred_until TIMESTAMP WITH TIME ZONE,
    claimed_by TEXT,
    opened_by TEXT NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_need PRIMARY KEY (id),
    CONSTRAINT fk_need_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_need_referral_whole CHECK (num_nonnulls(organisation_id, referred_until) IN (0, 2)),
    CONSTRAINT ck_need_closed_whole CHECK ((status = 'CLOSED') = (closed_at IS NOT NULL)),
    CONSTRAINT fk_need_visit_id FOREIGN KEY(visit_id) REFERENCES {schema}.visit (id),
    CONSTRAINT fk_need_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_need_child_latest ON {schema}.need (child_id, id DESC);

CREATE INDEX ix_need_county_latest ON {schema}.need (county, kind, id DESC);

CREATE INDEX ix_need_division_latest ON {schema}.need (division, kind, id DESC);

CREATE INDEX ix_need_organisation_id ON {schema}.need (organisation_id);

CREATE INDEX ix_need_township_latest ON {schema}.need (township, kind, id DESC);

CREATE TABLE {schema}.service_record (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_service_record_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    need_id UUID NOT NULL,
    provided_on DATE NOT NULL,
    provider TEXT NOT NULL,
    organisation_id UUID,
    purchased BOOLEAN DEFAULT false NOT NULL,
    purchased_as TEXT CONSTRAINT ck_service_record_purchased_as CHECK (purchased_as IN ('VISIT_VERIFICATION', 'HOTLINE', 'GUARDIANSHIP_ASSESSMENT', 'INTERPERSONAL', 'COUNSELLING')),
    outcome TEXT NOT NULL,
    report_id UUID,
    recorded_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_service_record PRIMARY KEY (id),
    CONSTRAINT fk_service_record_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_service_record_only_what_is_bought_has_a_kind CHECK (purchased OR purchased_as IS NULL),
    CONSTRAINT fk_service_record_need_id FOREIGN KEY(need_id) REFERENCES {schema}.need (id) ON DELETE CASCADE,
    CONSTRAINT fk_service_record_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id),
    CONSTRAINT fk_service_record_report_id FOREIGN KEY(report_id) REFERENCES {schema}.report (id) ON DELETE SET NULL
);

CREATE INDEX ix_service_record_child_id ON {schema}.service_record (child_id);

CREATE INDEX ix_service_record_need_latest ON {schema}.service_record (need_id, provided_on DESC, id DESC);

CREATE INDEX ix_service_record_report_id ON {schema}.service_record (report_id);

CREATE TABLE {schema}.care_plan (
    id UUID NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_care_plan_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    county BIGINT GENERATED ALWAYS AS (division / 1000000 * 1000000) STORED NOT NULL,
    township BIGINT GENERATED ALWAYS AS (division / 1000 * 1000) STORED NOT NULL,
    made_on DATE NOT NULL,
    measures TEXT NOT NULL,
    responsible TEXT,
    review_on DATE NOT NULL,
    citation TEXT,
    made_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_care_plan PRIMARY KEY (id),
    CONSTRAINT fk_care_plan_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_care_plan_is_reviewed_later CHECK (review_on > made_on)
);

CREATE INDEX ix_care_plan_child_latest ON {schema}.care_plan (child_id, made_on DESC, id DESC);

CREATE INDEX ix_care_plan_county_review ON {schema}.care_plan (county, review_on, id);

CREATE INDEX ix_care_plan_township_review ON {schema}.care_plan (township, review_on, id);
