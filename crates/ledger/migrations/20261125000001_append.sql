-- The one way into the ledger, again: a single event that comes alone is recorded without sets, whose
-- start-up costs more than its work. Nothing else differs from before.
--
-- Takes many commands at once and answers each: recorded, repeated, reused (the request id came with
-- other content), or conflict. A loser does not fail its neighbours.
--
-- Commands, parts (a command's share in one stream) and events come as arrays; `part_command` and
-- `event_part` are one-based and ascending. The caller guarantees that neither a stream nor a request
-- id occurs twice in a call; the keys of both tables are the second guard.
--
-- The advisory lock is held until the commit is visible, so positions are dense, in commit order, and
-- nobody else can move a stream between the check and the insert. The writer's session allows index scans
-- only: a plan is cached for ever, also when it was made over an empty table.

CREATE OR REPLACE FUNCTION ledger.append(
    request_ids   uuid[],
    fingerprints  bytea[],
    provenances   text[],
    part_command  int[],
    part_stream   text[],
    part_expected bigint[],
    event_part    int[],
    event_revision bigint[],
    event_ids     uuid[],
    event_types   text[],
    datas         text[],
    private_hashes bytea[],
    publisheds    bytea[],
    digests       bytea
) RETURNS TABLE (outcome text, first_position bigint, last_position bigint, recorded_at timestamptz)
LANGUAGE plpgsql
AS $$
DECLARE
    head      bigint;
    link      bytea;
    at        timestamptz;
    stamp     bytea;
    outcomes  text[];
    firsts    bigint[];
    lasts     bigint[];
    times     timestamptz[];
    positions bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(event_part)]);
    links     bytea[]  := array_fill(NULL::bytea, ARRAY[cardinality(event_part)]);
    command   int;
    known     ledger.request;
    revision  bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7310, 1);

    SELECT e.position, e.chain, e.recorded_at INTO head, link, at
    FROM ledger.entry e ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    link := coalesce(link, decode(repeat('00', 32), 'hex'));
    at := greatest(clock_timestamp(), at);
    stamp := int8send((extract(epoch FROM at) * 1000000)::bigint);

    IF cardinality(request_ids) = 1 AND cardinality(part_stream) = 1 AND cardinality(event_part) = 1 THEN
        SELECT r.* INTO known FROM ledger.request r WHERE r.request_id = request_ids[1];
        IF known.request_id IS NOT NULL THEN
            outcome := CASE WHEN known.fingerprint = fingerprints[1] THEN 'repeated' ELSE 'reused' END;
            first_position := known.first_position;
            last_position := known.last_position;
            recorded_at := known.recorded_at;
            RETURN NEXT;
            RETURN;
        END IF;
        SELECT e.revision INTO revision
        FROM ledger.entry e WHERE e.stream = part_stream[1] ORDER BY e.revision DESC LIMIT 1;
        IF coalesce(revision, 0) <> part_expected[1] THEN
            outcome := 'conflict';
            RETURN NEXT;
            RETURN;
        END IF;
        INSERT INTO ledger.entry
            (position, stream, revision, event_id, event_type, data, provenance, private_hash, published,
             recorded_at, chain)
        VALUES (head + 1, part_stream[1], event_revision[1], event_ids[1], event_types[1], datas[1],
                provenances[1], private_hashes[1], publisheds[1], at,
                sha256(link || int8send(head + 1) || stamp || digests));
        INSERT INTO ledger.request (request_id, fingerprint, first_position, last_position, recorded_at)
        VALUES (request_ids[1], fingerprints[1], head + 1, head + 1, at);
        outcome := 'recorded';
        first_position := head + 1;
        last_position := head + 1;
        recorded_at := at;
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT array_agg(
               CASE WHEN (c.known).request_id IS NULL THEN 'recorded'
                    WHEN (c.known).fingerprint = c.fingerprint THEN 'repeated'
                    ELSE 'reused' END ORDER BY c.ordinal),
           array_agg((c.known).first_position ORDER BY c.ordinal),
           array_agg((c.known).last_position ORDER BY c.ordinal),
           array_agg((c.known).recorded_at ORDER BY c.ordinal)
    INTO outcomes, firsts, lasts, times
    FROM (
        SELECT q.fingerprint, q.ordinal,
               (SELECT r FROM ledger.request r WHERE r.request_id = q.request_id) AS known
        FROM unnest(request_ids, fingerprints) WITH ORDINALITY AS q (request_id, fingerprint, ordinal)
        OFFSET 0
    ) AS c;

    FOR command IN
        SELECT p.command
        FROM unnest(part_command, part_stream, part_expected) AS p (command, stream, expected)
        WHERE p.expected <> coalesce(
            (SELECT e.revision FROM ledger.entry e
             WHERE e.stream = p.stream ORDER BY e.revision DESC LIMIT 1), 0)
    LOOP
        IF outcomes[command] = 'recorded' THEN
            outcomes[command] := 'conflict';
        END IF;
    END LOOP;

    FOR i IN 1 .. cardinality(event_part) LOOP
        command := part_command[event_part[i]];
        IF outcomes[command] = 'recorded' THEN
            head := head + 1;
            link := sha256(link || int8send(head) || stamp || substring(digests FROM 32 * i - 31 FOR 32));
            positions[i] := head;
            links[i] := link;
            IF firsts[command] IS NULL THEN
                firsts[command] := head;
                times[command] := at;
            END IF;
            lasts[command] := head;
        END IF;
    END LOOP;

    INSERT INTO ledger.entry
        (position, stream, revision, event_id, event_type, data, provenance, private_hash, published,
         recorded_at, chain)
    SELECT e.position, part_stream[e.part], e.revision, e.event_id, e.event_type, e.data,
           provenances[part_command[e.part]], e.private_hash, e.published, at, e.link
    FROM unnest(positions, event_part, event_revision, event_ids, event_types, datas, private_hashes,
                publisheds, links)
        AS e (position, part, revision, event_id, event_type, data, private_hash, published, link)
    WHERE e.position IS NOT NULL;

    INSERT INTO ledger.request (request_id, fingerprint, first_position, last_position, recorded_at)
    SELECT c.request_id, c.fingerprint, c.first_position, c.last_position, at
    FROM unnest(request_ids, fingerprints, outcomes, firsts, lasts)
        AS c (request_id, fingerprint, outcome, first_position, last_position)
    WHERE c.outcome = 'recorded' AND c.request_id IS NOT NULL AND c.first_position IS NOT NULL;

    RETURN QUERY
    SELECT a.outcome, a.first_position, a.last_position, a.recorded_at
    FROM unnest(outcomes, firsts, lasts, times)
        AS a (outcome, first_position, last_position, recorded_at);
END $$;
