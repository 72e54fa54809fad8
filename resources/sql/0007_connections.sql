-- How endpoints are reached, and how fast they are sent to.

-- Events a second, 0: as the definition says. Proxy: none, system or given (at host and port). The rest are
-- paths of PEM files. Where the parts of a key come from (secrets) may be {"from":"keyring","variable":"…"},
-- too: the name of an entry in the system's keyring, which is in no other place.
ALTER TABLE endpoint ADD COLUMN per_second REAL NOT NULL DEFAULT 0;
ALTER TABLE endpoint ADD COLUMN concurrency INTEGER NOT NULL DEFAULT 1;
ALTER TABLE endpoint ADD COLUMN resume_unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE endpoint ADD COLUMN proxy TEXT NOT NULL DEFAULT 'none';
ALTER TABLE endpoint ADD COLUMN proxy_host TEXT NOT NULL DEFAULT '';
ALTER TABLE endpoint ADD COLUMN proxy_port INTEGER NOT NULL DEFAULT 0;
ALTER TABLE endpoint ADD COLUMN authorities TEXT NOT NULL DEFAULT '';
ALTER TABLE endpoint ADD COLUMN certificate TEXT NOT NULL DEFAULT '';
ALTER TABLE endpoint ADD COLUMN certificate_key TEXT NOT NULL DEFAULT '';

DROP VIEW endpoints;
CREATE VIEW endpoints AS
SELECT id, name, service, transport, base, production, auth, secrets, options, headers, timeout_ms, customer,
       user_pointer, per_second, concurrency, resume_unknown, proxy, proxy_host, proxy_port, authorities,
       certificate, certificate_key
  FROM endpoint WHERE deleted = 0;
