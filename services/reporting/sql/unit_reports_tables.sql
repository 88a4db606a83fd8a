-- What happened to each report, line by line.

CREATE TABLE line (
    report_id   uuid NOT NULL,
    revision    bigint NOT NULL,
    event       text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (report_id, revision)
);
