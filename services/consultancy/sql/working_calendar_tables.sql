-- What reporting declared of years, the newest version of each; and which days it made rest or work.

CREATE TABLE calendar_year (
    year integer PRIMARY KEY
);

CREATE TABLE calendar_day (
    year     integer NOT NULL,
    on_day   date NOT NULL,
    is_work  boolean NOT NULL,
    PRIMARY KEY (year, on_day)
);
