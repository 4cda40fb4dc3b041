-- Which device's sign-in registered this one: what is taken from that device is taken from this one too.
ALTER TABLE device ADD COLUMN made_by BLOB;
CREATE INDEX device_by_maker ON device (org, made_by) WHERE made_by IS NOT NULL;
