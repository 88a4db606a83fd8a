CREATE TABLE affiliate (
    affiliate_id      uuid PRIMARY KEY,
    union_unit_id     uuid NOT NULL,
    name              text COLLATE "C" NOT NULL,
    kind              integer NOT NULL,
    illustrative      boolean NOT NULL,
    since             date NOT NULL,
    recorded_at       timestamptz NOT NULL,
    ended_on          date,
    end_recorded_at   timestamptz,
    revision          bigint NOT NULL
);
