CREATE TABLE {schema}.webhook (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    subject TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_webhook_role CHECK (role IN ('CHILD_DIRECTOR', 'CHILD_SUPERVISOR', 'VILLAGE_COMMITTEE', 'TOWNSHIP', 'COUNTY_OFFICER', 'PROTECTION_CENTRE', 'WELFARE_INSTITUTION', 'PREFECTURE_OFFICER', 'PROVINCE_OFFICER', 'DEPARTMENT_LIAISON', 'SCHOOL', 'PARTNER_WORKER', 'VOLUNTEER', 'PAIRING_PERSON', 'PSYCH_TEAM', 'REPORTER', 'INTEGRATOR', 'AUDITOR', 'TENANT_ADMIN', 'PLATFORM_OPERATOR')),
    organisation_id UUID,
    division BIGINT NOT NULL CONSTRAINT ck_webhook_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    kinds TEXT[],
    min_severity TEXT CONSTRAINT ck_webhook_min_severity CHECK (min_severity IN ('ORDINARY', 'SERIOUS')),
    wanted_division BIGINT CONSTRAINT ck_webhook_wanted_division CHECK (wanted_division BETWEEN 110000000000 AND 899999999999),
    circumstances TEXT[] CONSTRAINT ck_webhook_circumstances CHECK (circumstances <@ ARRAY['CHILD_MISSING', 'CHILD_LIVING_ALONE', 'SEXUAL_ASSAULT', 'TRAFFICKING', 'ABANDONMENT', 'ABUSE', 'VIOLENT_INJURY', 'INSTIGATED_OFFENCE', 'COERCED_BEGGING', 'HARM_TO_OTHERS', 'SELF_HARM', 'SUICIDE', 'WANDERING_BEGGING', 'DE_FACTO_UNGUARDED', 'GUARDIAN_LOST_CAPACITY', 'GUARDIAN_NOT_PERFORMING', 'GUARDIAN_INFRINGES_RIGHTS', 'SUSPECTED_DOMESTIC_VIOLENCE', 'SUSPECTED_ACCIDENTAL_INJURY', 'SUSPECTED_UNLAWFUL_HARM', 'BODY_OR_MIND_HARMED', 'OTHER_DANGER', 'IMPROPER_DISCIPLINE', 'SCHOOL_DROPOUT', 'HUKOU_UNREGISTERED', 'INFORMAL_ADOPTION', 'NEEDS_GUARDIANSHIP_ASSESSMENT', 'NEEDS_MENTAL_ASSESSMENT', 'CARER_UNFIT', 'CARER_AND_PARENTS_REFUSE', 'VISIT_PROBLEM', 'PRIVATE_SHELTERING']),
    addressed_to TEXT[] CONSTRAINT ck_webhook_addressed_to CHECK (addressed_to <@ ARRAY['VILLAGE_COMMITTEE', 'CHILD_SUPERVISOR', 'COUNTY_CIVIL_AFFAIRS', 'PROTECTION_CENTRE', 'POLICE', 'POLICE_STATION', 'CIVIL_AFFAIRS', 'EDUCATION', 'HEALTH', 'OTHER_DEPARTMENT', 'PARENTS']),
    selection TEXT,
    state TEXT NOT NULL CONSTRAINT ck_webhook_state CHECK (state IN ('UNCONFIRMED', 'ACTIVE', 'DISABLED', 'GONE')),
    position BIGINT NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    open_until TIMESTAMP WITH TIME ZONE,
    held_by UUID,
    held_until TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_webhook PRIMARY KEY (id),
    CONSTRAINT ck_webhook_held_whole CHECK (num_nonnulls(held_by, held_until) IN (0, 2)),
    CONSTRAINT fk_webhook_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_webhook_division_id ON {schema}.webhook (division, id);

CREATE INDEX ix_webhook_subject_id ON {schema}.webhook (subject, id);

CREATE TABLE {schema}.webhook_key (
    id UUID NOT NULL,
    webhook_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_webhook_key_kind CHECK (kind IN ('ED25519', 'HMAC')),
    secret BYTEA NOT NULL,
    public TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_webhook_key PRIMARY KEY (id),
    CONSTRAINT ck_webhook_key_public_of_a_pair CHECK ((kind = 'ED25519') = (public IS NOT NULL)),
    CONSTRAINT fk_webhook_key_webhook_id FOREIGN KEY(webhook_id) REFERENCES {schema}.webhook (id) ON DELETE CASCADE
);

CREATE INDEX ix_webhook_key_webhook_id_id ON {schema}.webhook_key (webhook_id, id);

CREATE TABLE {schema}.webhook_delivery (
    id UUID NOT NULL,
    webhook_id UUID NOT NULL,
    sequence BIGINT NOT NULL,
    event_id UUID NOT NULL,
    state TEXT DEFAULT 'PENDING' NOT NULL CONSTRAINT ck_webhook_delivery_state CHECK (state IN ('PENDING', 'DELIVERED', 'DEAD', 'DROPPED')),
    reason TEXT CONSTRAINT ck_webhook_delivery_reason CHECK (reason IN ('ACCESS_ENDED', 'OUT_OF_SIGHT')),
    tries INTEGER DEFAULT 0 NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_webhook_delivery PRIMARY KEY (id),
    CONSTRAINT uq_webhook_delivery_webhook_id_sequence UNIQUE (webhook_id, sequence),
    CONSTRAINT ck_webhook_delivery_settled_once_over CHECK ((state = 'PENDING') = (settled_at IS NULL)),
    CONSTRAINT ck_webhook_delivery_dropped_for_a_reason CHECK ((state = 'DROPPED') = (reason IS NOT NULL)),
    CONSTRAINT fk_webhook_delivery_webhook_id FOREIGN KEY(webhook_id) REFERENCES {schema}.webhook (id) ON DELETE CASCADE
);

CREATE INDEX ix_webhook_delivery_due ON {schema}.webhook_delivery (webhook_id, due_at) WHERE state = 'PENDING';

CREATE INDEX ix_webhook_delivery_settled ON {schema}.webhook_delivery (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE {schema}.webhook_attempt (
    id UUID NOT NULL,
    delivery_id UUID NOT NULL,
    webhook_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    status INTEGER,
    fault TEXT,
    took FLOAT NOT NULL,
    CONSTRAINT pk_webhook_attempt PRIMARY KEY (id),
    CONSTRAINT ck_webhook_attempt_answered_or_not CHECK (num_nonnulls(status, fault) = 1),
    CONSTRAINT fk_webhook_attempt_delivery_id FOREIGN KEY(delivery_id) REFERENCES {schema}.webhook_delivery (id) ON DELETE CASCADE
);

CREATE INDEX ix_webhook_attempt_delivery_id_id ON {schema}.webhook_attempt (delivery_id, id);
