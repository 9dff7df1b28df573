ALTER TABLE platform.tenant_keys ADD COLUMN in_use_since TIMESTAMP WITH TIME ZONE;

UPDATE platform.tenant_keys SET in_use_since = created_at;

ALTER TABLE platform.tenant_keys ALTER COLUMN in_use_since SET DEFAULT now();
