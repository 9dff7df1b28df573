ALTER TABLE {schema}.message_gateway ADD COLUMN gone_at TIMESTAMP WITH TIME ZONE;

CREATE INDEX ix_message_dead ON {schema}.message (settled_at) WHERE state = 'DEAD';

CREATE INDEX ix_webhook_delivery_dead ON {schema}.webhook_delivery (webhook_id, settled_at) WHERE state = 'DEAD';
