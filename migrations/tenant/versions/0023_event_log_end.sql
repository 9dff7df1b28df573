INSERT INTO {schema}.event_log (
    sequence, logged_at, id, kind, severity, subject_kind, subject, division, occurred_at, recorded_at
)
SELECT sequence, clock_timestamp(), event_id, kind, severity, subject_kind, subject, division, occurred_at, recorded_at
FROM {schema}.outbox WHERE sequence IS NOT NULL;

UPDATE {schema}.event_log_state SET given = coalesce((SELECT max(sequence) FROM {schema}.outbox), 0);

DELETE FROM {schema}.outbox WHERE sequence IS NOT NULL;

DROP INDEX {schema}.ix_outbox_waiting;

ALTER TABLE {schema}.outbox DROP COLUMN sequence;

CREATE INDEX ix_outbox_waiting ON {schema}.outbox (xact, id);
