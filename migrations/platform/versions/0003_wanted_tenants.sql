ALTER TABLE platform.tenants ADD COLUMN wanted_by text, ADD COLUMN first_admin text, ADD COLUMN open_since timestamptz;
ALTER TABLE platform.tenants
    ADD CONSTRAINT ck_tenants_first_admin CHECK (first_admin IS NULL OR wanted_by IS NOT NULL);
