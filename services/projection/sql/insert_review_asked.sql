INSERT INTO review_asked
    (context, position, review_id, union_id, requester_id, kind, origin, illustrative)
SELECT context, position, review_id, union_id, requester_id, kind, origin, illustrative
FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
            $8::boolean[])
    AS told (context, position, review_id, union_id, requester_id, kind, origin, illustrative)
