-- The log of deliveries is only added to: what has an outcome keeps it, but that an unknown one may come to be known.
CREATE TRIGGER delivery_is_kept BEFORE DELETE ON delivery BEGIN
    SELECT raise(ABORT, 'deliveries are kept');
END;
CREATE TRIGGER delivery_keeps_outcome BEFORE UPDATE ON delivery WHEN old.state NOT IN (0, 5) BEGIN
    SELECT raise(ABORT, 'the outcome of a delivery is kept');
END;
CREATE TRIGGER delivery_request_is_kept BEFORE DELETE ON delivery_request BEGIN
    SELECT raise(ABORT, 'deliveries are kept');
END;
CREATE TRIGGER delivery_request_stays BEFORE UPDATE ON delivery_request BEGIN
    SELECT raise(ABORT, 'deliveries are kept');
END;
CREATE TRIGGER delivery_reply_is_kept BEFORE DELETE ON delivery_reply BEGIN
    SELECT raise(ABORT, 'deliveries are kept');
END;
CREATE TRIGGER delivery_event_is_kept BEFORE DELETE ON delivery_event BEGIN
    SELECT raise(ABORT, 'deliveries are kept');
END;
CREATE TRIGGER delivery_event_stays BEFORE UPDATE ON delivery_event BEGIN
    SELECT raise(ABORT, 'deliveries are kept');
END;
