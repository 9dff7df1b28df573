ALTER TABLE {schema}.report_reporter
    ADD COLUMN reference BYTEA,
    ADD CONSTRAINT uq_report_reporter_reference UNIQUE (reference);
