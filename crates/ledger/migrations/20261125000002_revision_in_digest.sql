-- The digest covers the revision: an entry's place in its stream is as tamper-evident as its content, and
-- a consumer that has not seen the whole stream can check it.

CREATE OR REPLACE FUNCTION ledger.verify(from_position bigint, to_position bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    WITH rows AS (
        SELECT e.position, e.chain, e.private_hash,
               lag(e.chain) OVER w AS previous_chain,
               lag(e.position) OVER w AS previous_position,
               sha256(sha256(convert_to(e.data, 'UTF8')) || sha256(convert_to(e.provenance, 'UTF8')))
                   AS private_now,
               sha256(uuid_send(e.event_id)
                   || sha256(convert_to(e.stream, 'UTF8'))
                   || int8send(e.revision)
                   || sha256(convert_to(e.event_type, 'UTF8'))
                   || e.private_hash
                   || coalesce('\x01'::bytea || sha256(e.published), '\x00'::bytea)) AS digest,
               int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint) AS stamp
        FROM ledger.entry e
        WHERE e.position BETWEEN from_position - 1 AND to_position
        WINDOW w AS (ORDER BY e.position)
    )
    SELECT min(position)
    FROM rows
    WHERE position >= from_position
      AND (private_now <> private_hash
           OR coalesce(previous_position, 0) <> position - 1
           OR chain <> sha256(coalesce(previous_chain, decode(repeat('00', 32), 'hex'))
                   || int8send(position) || stamp || digest))
$$;
