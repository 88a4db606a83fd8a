-- The facts that figures are counted from. Rows are written once, with the event that tells them, and
-- never changed: a correction is a row of its own, so both clocks can be asked about any moment.
-- Each row is found by the place of its event: (context, position).

CREATE TABLE fact (
    context            text        NOT NULL,
    position           bigint      NOT NULL,
    event_id           uuid        NOT NULL,
    event_type         text        NOT NULL,
    occurred_on        date        NOT NULL,
    recorded_at        timestamptz NOT NULL,
    document_number    text,
    document_issued_on date,
    document_issuer_id uuid,
    document_sha256    text,
    CONSTRAINT fact_pkey PRIMARY KEY (context, position)
);

CREATE TABLE unit_name (
    context        text   NOT NULL,
    position       bigint NOT NULL,
    unit_id        uuid   NOT NULL,
    established_as text,
    full_name      text   NOT NULL,
    CONSTRAINT unit_name_pkey PRIMARY KEY (context, position)
);

CREATE TABLE unit_place (
    context   text   NOT NULL,
    position  bigint NOT NULL,
    unit_id   uuid   NOT NULL,
    parent_id uuid,
    CONSTRAINT unit_place_pkey PRIMARY KEY (context, position)
);

CREATE TABLE unit_succession (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    unit_id      uuid    NOT NULL,
    successor_id uuid    NOT NULL,
    ends         boolean NOT NULL,
    CONSTRAINT unit_succession_pkey PRIMARY KEY (context, position, successor_id)
);

CREATE TABLE unit_abolition (
    context  text   NOT NULL,
    position bigint NOT NULL,
    unit_id  uuid   NOT NULL,
    CONSTRAINT unit_abolition_pkey PRIMARY KEY (context, position)
);

CREATE TABLE association_name (
    context        text   NOT NULL,
    position       bigint NOT NULL,
    association_id uuid   NOT NULL,
    full_name      text   NOT NULL,
    CONSTRAINT association_name_pkey PRIMARY KEY (context, position)
);

CREATE TABLE association_stage (
    context        text   NOT NULL,
    position       bigint NOT NULL,
    association_id uuid   NOT NULL,
    stage          text   NOT NULL,
    CONSTRAINT association_stage_pkey PRIMARY KEY (context, position)
);

CREATE TABLE association_succession (
    context        text    NOT NULL,
    position       bigint  NOT NULL,
    association_id uuid    NOT NULL,
    successor_id   uuid    NOT NULL,
    ends           boolean NOT NULL,
    CONSTRAINT association_succession_pkey PRIMARY KEY (context, position, successor_id)
);

CREATE TABLE association_description (
    context        text   NOT NULL,
    position       bigint NOT NULL,
    association_id uuid   NOT NULL,
    territory_id   uuid,
    field          text   NOT NULL,
    mass           boolean,
    illustrative   boolean,
    CONSTRAINT association_description_pkey PRIMARY KEY (context, position)
);

CREATE TABLE affiliate_name (
    context         text    NOT NULL,
    position        bigint  NOT NULL,
    organisation_id uuid    NOT NULL,
    name            text    NOT NULL,
    illustrative    boolean NOT NULL,
    CONSTRAINT affiliate_name_pkey PRIMARY KEY (context, position)
);

CREATE TABLE membership (
    context         text   NOT NULL,
    position        bigint NOT NULL,
    organisation_id uuid   NOT NULL,
    union_id        uuid   NOT NULL,
    kind            text   NOT NULL,
    step            text   NOT NULL,
    CONSTRAINT membership_pkey PRIMARY KEY (context, position, step)
);

CREATE TABLE headcount (
    context        text   NOT NULL,
    position       bigint NOT NULL,
    declaration_id uuid   NOT NULL,
    association_id uuid   NOT NULL,
    members        bigint NOT NULL,
    intellectuals  bigint,
    supersedes     uuid,
    CONSTRAINT headcount_pkey PRIMARY KEY (context, position)
);

CREATE TABLE plan (
    context       text   NOT NULL,
    position      bigint NOT NULL,
    plan_id       uuid   NOT NULL,
    title         text   NOT NULL,
    number_symbol text   NOT NULL,
    issued_on     date,
    CONSTRAINT plan_pkey PRIMARY KEY (context, position)
);

CREATE TABLE plan_end (
    context  text   NOT NULL,
    position bigint NOT NULL,
    plan_id  uuid   NOT NULL,
    CONSTRAINT plan_end_pkey PRIMARY KEY (context, position)
);

-- Without a kind and a title: the item was withdrawn.
CREATE TABLE plan_item (
    context     text   NOT NULL,
    position    bigint NOT NULL,
    plan_id     uuid   NOT NULL,
    code        text   NOT NULL,
    kind        text,
    short_title text,
    CONSTRAINT plan_item_pkey PRIMARY KEY (context, position),
    CONSTRAINT plan_item_whole_check CHECK ((kind IS NULL) = (short_title IS NULL))
);

-- Without a basis: the part ended.
CREATE TABLE duty (
    context        text   NOT NULL,
    position       bigint NOT NULL,
    plan_id        uuid   NOT NULL,
    item_code      text   NOT NULL,
    role           text   NOT NULL,
    bearer_unit_id uuid,
    bearer_group   text,
    valid_from     date   NOT NULL,
    basis          text,
    valid_to       date,
    CONSTRAINT duty_pkey PRIMARY KEY (context, position),
    CONSTRAINT duty_bearer_check CHECK ((bearer_unit_id IS NULL) <> (bearer_group IS NULL))
);

-- Without a name: the indicator was retired.
CREATE TABLE indicator (
    context         text   NOT NULL,
    position        bigint NOT NULL,
    plan_id         uuid   NOT NULL,
    code            text   NOT NULL,
    item_code       text,
    formula_version int,
    name            text,
    source          text,
    nature          text,
    formula         text,
    CONSTRAINT indicator_pkey PRIMARY KEY (context, position),
    CONSTRAINT indicator_whole_check
        CHECK (num_nulls(item_code, formula_version, name, source, nature, formula) IN (0, 6))
);

CREATE TABLE indicator_quantity (
    context         text   NOT NULL,
    position        bigint NOT NULL,
    ordinal         int    NOT NULL,
    identifier      text   NOT NULL,
    unit_of_measure text   NOT NULL,
    CONSTRAINT indicator_quantity_pkey PRIMARY KEY (context, position, ordinal)
);

CREATE TABLE record (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    record_id    uuid    NOT NULL,
    plan_id      uuid    NOT NULL,
    unit_id      uuid    NOT NULL,
    record_type  text    NOT NULL,
    illustrative boolean NOT NULL,
    CONSTRAINT record_pkey PRIMARY KEY (context, position)
);

-- A field with several words has a row for each.
CREATE TABLE record_field (
    context  text   NOT NULL,
    position bigint NOT NULL,
    name     text   NOT NULL,
    ordinal  int    NOT NULL,
    word     text,
    number   bigint,
    day      date,
    id       uuid,
    CONSTRAINT record_field_pkey PRIMARY KEY (context, position, name, ordinal),
    CONSTRAINT record_field_value_check CHECK (num_nonnulls(word, number, day, id) = 1)
);

CREATE TABLE record_evidence (
    context       text   NOT NULL,
    position      bigint NOT NULL,
    ordinal       int    NOT NULL,
    number_symbol text   NOT NULL,
    issued_on     date,
    issuer_id     uuid,
    sha256        text   NOT NULL,
    CONSTRAINT record_evidence_pkey PRIMARY KEY (context, position, ordinal)
);

CREATE TABLE record_outcome (
    context   text   NOT NULL,
    position  bigint NOT NULL,
    record_id uuid   NOT NULL,
    outcome   text   NOT NULL,
    CONSTRAINT record_outcome_pkey PRIMARY KEY (context, position)
);

-- The aim is scaled / 10 ^ places. Without a unit: of the whole province.
CREATE TABLE target (
    context   text   NOT NULL,
    position  bigint NOT NULL,
    plan_id   uuid   NOT NULL,
    quantity  text   NOT NULL,
    unit_id   uuid,
    first_day date   NOT NULL,
    last_day  date   NOT NULL,
    version   int    NOT NULL,
    scaled    bigint NOT NULL,
    places    int    NOT NULL,
    CONSTRAINT target_pkey PRIMARY KEY (context, position)
);

CREATE TABLE contest_round (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    round_id     uuid    NOT NULL,
    family       text    NOT NULL,
    title        text    NOT NULL,
    illustrative boolean NOT NULL,
    CONSTRAINT contest_round_pkey PRIMARY KEY (context, position)
);

CREATE TABLE contest_round_shown (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    round_id     uuid    NOT NULL,
    organiser_id uuid    NOT NULL,
    occasion     text    NOT NULL,
    illustrative boolean NOT NULL,
    CONSTRAINT contest_round_shown_pkey PRIMARY KEY (context, position)
);

-- The unit is told where the entry is handed in.
CREATE TABLE contest_entry_step (
    context        text    NOT NULL,
    position       bigint  NOT NULL,
    entry_id       uuid    NOT NULL,
    round_id       uuid    NOT NULL,
    step           text    NOT NULL,
    origin_unit_id uuid,
    illustrative   boolean NOT NULL,
    CONSTRAINT contest_entry_step_pkey PRIMARY KEY (context, position)
);

CREATE TABLE contest_prize (
    context        text    NOT NULL,
    position       bigint  NOT NULL,
    prize_id       uuid    NOT NULL,
    entry_id       uuid    NOT NULL,
    round_id       uuid    NOT NULL,
    origin_unit_id uuid    NOT NULL,
    tier_code      text    NOT NULL,
    tier_name      text    NOT NULL,
    illustrative   boolean NOT NULL,
    CONSTRAINT contest_prize_pkey PRIMARY KEY (context, position)
);

CREATE TABLE contest_honour (
    context        text    NOT NULL,
    position       bigint  NOT NULL,
    honour_id      uuid    NOT NULL,
    entry_id       uuid    NOT NULL,
    round_id       uuid    NOT NULL,
    origin_unit_id uuid    NOT NULL,
    persons        bigint  NOT NULL,
    title          text    NOT NULL,
    illustrative   boolean NOT NULL,
    CONSTRAINT contest_honour_pkey PRIMARY KEY (context, position)
);

CREATE TABLE contest_prize_revoked (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    prize_id     uuid    NOT NULL,
    illustrative boolean NOT NULL,
    CONSTRAINT contest_prize_revoked_pkey PRIMARY KEY (context, position)
);

CREATE TABLE contest_stage_judged (
    context         text    NOT NULL,
    position        bigint  NOT NULL,
    round_id        uuid    NOT NULL,
    organiser_id    uuid    NOT NULL,
    entries         bigint  NOT NULL,
    sheets          bigint  NOT NULL,
    reopened        bigint  NOT NULL,
    settled_jointly bigint  NOT NULL,
    illustrative    boolean NOT NULL,
    CONSTRAINT contest_stage_judged_pkey PRIMARY KEY (context, position)
);

-- The organiser is told where it is lodged.
CREATE TABLE contest_appeal_step (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    appeal_id    uuid    NOT NULL,
    round_id     uuid    NOT NULL,
    organiser_id uuid,
    step         text    NOT NULL,
    illustrative boolean NOT NULL,
    CONSTRAINT contest_appeal_step_pkey PRIMARY KEY (context, position)
);

-- The name is that of the contest, or of the prize.
CREATE TABLE contest_national_step (
    context        text    NOT NULL,
    position       bigint  NOT NULL,
    entry_id       uuid    NOT NULL,
    round_id       uuid    NOT NULL,
    origin_unit_id uuid    NOT NULL,
    step           text    NOT NULL,
    name           text    NOT NULL,
    illustrative   boolean NOT NULL,
    CONSTRAINT contest_national_step_pkey PRIMARY KEY (context, position)
);

CREATE TABLE contest_application_seen (
    context        text    NOT NULL,
    position       bigint  NOT NULL,
    prize_id       uuid    NOT NULL,
    round_id       uuid    NOT NULL,
    origin_unit_id uuid    NOT NULL,
    applied        boolean NOT NULL,
    illustrative   boolean NOT NULL,
    CONSTRAINT contest_application_seen_pkey PRIMARY KEY (context, position)
);

CREATE TABLE review_asked (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    review_id    uuid    NOT NULL,
    union_id     uuid    NOT NULL,
    requester_id uuid    NOT NULL,
    kind         text    NOT NULL,
    origin       text    NOT NULL,
    illustrative boolean NOT NULL,
    CONSTRAINT review_asked_pkey PRIMARY KEY (context, position)
);

-- Without `answer_by`: it has no recommendation.
CREATE TABLE review_delivered (
    context   text   NOT NULL,
    position  bigint NOT NULL,
    review_id uuid   NOT NULL,
    union_id  uuid   NOT NULL,
    kind      text   NOT NULL,
    field     text   NOT NULL,
    due_on    date   NOT NULL,
    answer_by date,
    CONSTRAINT review_delivered_pkey PRIMARY KEY (context, position)
);

CREATE TABLE review_closed (
    context   text    NOT NULL,
    position  bigint  NOT NULL,
    review_id uuid    NOT NULL,
    answered  boolean NOT NULL,
    CONSTRAINT review_closed_pkey PRIMARY KEY (context, position)
);

CREATE TABLE recommendation_answer (
    context           text   NOT NULL,
    position          bigint NOT NULL,
    review_id         uuid   NOT NULL,
    recommendation_id uuid   NOT NULL,
    uptake            text   NOT NULL,
    CONSTRAINT recommendation_answer_pkey PRIMARY KEY (context, position)
);

CREATE TABLE expert_assignment (
    context    text   NOT NULL,
    position   bigint NOT NULL,
    review_id  uuid   NOT NULL,
    expert_key uuid   NOT NULL,
    CONSTRAINT expert_assignment_pkey PRIMARY KEY (context, position)
);

CREATE TABLE quality_rating (
    context   text   NOT NULL,
    position  bigint NOT NULL,
    review_id uuid   NOT NULL,
    union_id  uuid   NOT NULL,
    score     bigint NOT NULL,
    CONSTRAINT quality_rating_pkey PRIMARY KEY (context, position)
);

-- Without `held`: it is none.
CREATE TABLE workshop_statement (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    workshop_id  uuid    NOT NULL,
    union_id     uuid    NOT NULL,
    held         text,
    illustrative boolean NOT NULL,
    CONSTRAINT workshop_statement_pkey PRIMARY KEY (context, position)
);

CREATE TABLE proposal_sent (
    context      text    NOT NULL,
    position     bigint  NOT NULL,
    proposal_id  uuid    NOT NULL,
    union_id     uuid    NOT NULL,
    theme        text    NOT NULL,
    field        text    NOT NULL,
    illustrative boolean NOT NULL,
    CONSTRAINT proposal_sent_pkey PRIMARY KEY (context, position)
);

-- Without uptake: the Union took it back.
CREATE TABLE proposal_end (
    context     text   NOT NULL,
    position    bigint NOT NULL,
    proposal_id uuid   NOT NULL,
    uptake      text,
    CONSTRAINT proposal_end_pkey PRIMARY KEY (context, position)
);
