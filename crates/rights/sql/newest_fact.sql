SELECT greatest(
    (SELECT max(position) FROM given),
    (SELECT max(position) FROM revoked),
    (SELECT max(position) FROM ended),
    (SELECT max(position) FROM placed)
)
