CREATE TABLE {schema}.data_agreement (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    organisation_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_data_agreement_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    edition TEXT NOT NULL,
    signed_on DATE NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    reference TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    end_reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_data_agreement PRIMARY KEY (id),
    CONSTRAINT ck_data_agreement_begins_once_signed CHECK (ends_on >= starts_on AND starts_on >= signed_on),
    CONSTRAINT ck_data_agreement_ended_whole CHECK (num_nonnulls(ended_at, ended_by, end_reason) IN (0, 3)),
    CONSTRAINT fk_data_agreement_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_data_agreement_division_id ON {schema}.data_agreement (division, id);

CREATE INDEX ix_data_agreement_organisation_id_division_ends_on ON {schema}.data_agreement (organisation_id, division, ends_on);

CREATE TABLE {schema}.need_offer (
    id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_need_offer_kind CHECK (kind IN ('DAILY_LIFE', 'STUDY', 'RECREATION', 'COMFORT', 'PSYCH_COUNSELLING', 'CRISIS_INTERVENTION', 'ONE_TO_ONE', 'READING', 'SPORT_GAMES', 'COMPANY', 'HUKOU', 'SCHOOL_RETURN', 'POLICY_APPLICATION', 'GUARDIANSHIP_GUIDANCE', 'REFERRAL', 'MEDIATION', 'LEGAL_ADVICE', 'ADULT_TRANSITION')),
    county BIGINT NOT NULL,
    township BIGINT NOT NULL,
    month DATE NOT NULL,
    offered_by TEXT NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    organisation_id UUID,
    claimed_by TEXT,
    claimed_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_need_offer PRIMARY KEY (id),
    CONSTRAINT ck_need_offer_claimed_whole CHECK (num_nonnulls(organisation_id, claimed_by, claimed_at) IN (0, 3)),
    CONSTRAINT fk_need_offer_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id)
);

CREATE INDEX ix_need_offer_open ON {schema}.need_offer (county, kind, id DESC) WHERE closed_at IS NULL;

ALTER TABLE {schema}.need ADD COLUMN offer_id UUID,
    ADD CONSTRAINT fk_need_offer_id FOREIGN KEY(offer_id) REFERENCES {schema}.need_offer (id);

CREATE INDEX ix_need_offer_id ON {schema}.need (offer_id);

CREATE TABLE {schema}.partner_grant (
    id UUID NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    child_id UUID NOT NULL,
    division BIGINT NOT NULL CONSTRAINT ck_partner_grant_division CHECK (division BETWEEN 110000000000 AND 899999999999),
    organisation_id UUID NOT NULL,
    agreement_id UUID NOT NULL,
    need_id UUID,
    field_classes TEXT[] NOT NULL,
    purpose TEXT NOT NULL CONSTRAINT ck_partner_grant_purpose CHECK (purpose IN ('VISIT', 'CASE_HANDLING', 'MANDATORY_REPORT', 'ASSISTANCE_APPLICATION', 'INSPECTION', 'STATISTICS', 'DATA_CORRECTION', 'SUBJECT_REQUEST')),
    granted_by TEXT NOT NULL,
    granted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    reminded_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revoked_by TEXT,
    reason TEXT,
    CONSTRAINT pk_partner_grant PRIMARY KEY (id),
    CONSTRAINT fk_partner_grant_child_id_division FOREIGN KEY(child_id, division) REFERENCES {schema}.child (id, division) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT ck_partner_grant_names_classes CHECK (cardinality(field_classes) > 0),
    CONSTRAINT ck_partner_grant_ends_later CHECK (until > granted_at),
    CONSTRAINT ck_partner_grant_revoked_whole CHECK (num_nonnulls(revoked_at, revoked_by, reason) IN (0, 3)),
    CONSTRAINT fk_partner_grant_organisation_id FOREIGN KEY(organisation_id) REFERENCES {schema}.organisation (id),
    CONSTRAINT fk_partner_grant_agreement_id FOREIGN KEY(agreement_id) REFERENCES {schema}.data_agreement (id),
    CONSTRAINT fk_partner_grant_need_id FOREIGN KEY(need_id) REFERENCES {schema}.need (id) ON DELETE SET NULL
);

CREATE INDEX ix_partner_grant_child_id ON {schema}.partner_grant (child_id);

CREATE INDEX ix_partner_grant_ending ON {schema}.partner_grant (until) WHERE reminded_at IS NULL AND revoked_at IS NULL;

CREATE INDEX ix_partner_grant_need_id ON {schema}.partner_grant (need_id);

CREATE INDEX ix_partner_grant_organisation_id_until ON {schema}.partner_grant (organisation_id, until);

CREATE INDEX ix_access_link_ground ON {schema}.access_link (ground);
