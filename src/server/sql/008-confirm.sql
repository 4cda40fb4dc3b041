-- Who vouches for a key the administrator made (R16): the signature, and in what capacity it was given.
CREATE TABLE key_vouch (
  org INTEGER NOT NULL, person BLOB NOT NULL, key TEXT NOT NULL, actor BLOB NOT NULL, role TEXT NOT NULL,
  actor_key TEXT NOT NULL, moment INTEGER NOT NULL, signature TEXT NOT NULL,
  PRIMARY KEY (org, person, key, actor)) STRICT, WITHOUT ROWID;
