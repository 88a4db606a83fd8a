SELECT revision, data FROM ledger.entry WHERE stream = $1 ORDER BY revision
