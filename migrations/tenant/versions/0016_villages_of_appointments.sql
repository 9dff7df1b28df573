CREATE INDEX ix_appointment_villages ON {schema}.appointment USING gin (villages) WHERE until IS NULL;
