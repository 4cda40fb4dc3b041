-- A long queue: the next lines to send, how many wait, and the last answered one are found without reading it all.
CREATE INDEX outbox_unsent ON outbox (n, at, outcome) WHERE outcome IS NULL;
CREATE INDEX outbox_answered ON outbox (n, outcome) WHERE outcome IS NOT NULL;
