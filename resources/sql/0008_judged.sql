-- What all events were last judged by: the fingerprint of definitions, severities and tracking plan. One row at most;
-- none while they are being judged, and where some of them were judged by others.
CREATE TABLE judged (rules TEXT NOT NULL);
