CREATE TABLE erased (
    person_id uuid PRIMARY KEY
);
