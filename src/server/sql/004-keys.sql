-- A signing key ends when its successor begins (R16): until in µs, NULL = it is good; ended says how: changed by its
-- owner, or reset by the administrator. login '' = of a person who had several accounts when keys had no end.
ALTER TABLE public_key ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE public_key ADD COLUMN until INTEGER;
ALTER TABLE public_key ADD COLUMN ended TEXT NOT NULL DEFAULT '';
UPDATE public_key SET login = (
    SELECT a.login FROM account a WHERE a.org = public_key.org AND a.person = public_key.person)
  WHERE (SELECT count(*) FROM account a WHERE a.org = public_key.org AND a.person = public_key.person) = 1;
UPDATE public_key SET until = n.since, ended = iif (n.confirmed, 'changed', 'reset')
  FROM (SELECT org, person, login, key, lead (since) OVER later AS since, lead (confirmed) OVER later AS confirmed
    FROM public_key WINDOW later AS (PARTITION BY org, person, login ORDER BY since, key)) n
  WHERE n.org = public_key.org AND n.person = public_key.person AND n.key = public_key.key
    AND n.since IS NOT NULL AND public_key.login <> '';

-- Whose device a sign-in belongs to (R59): NULL = it has named none yet. fresh: it came of a password and may register
-- one; sign-ins of before may only go on with the device they had.
ALTER TABLE token ADD COLUMN device BLOB;
ALTER TABLE token ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0;
