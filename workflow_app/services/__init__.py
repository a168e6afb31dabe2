"""Use cases: verbs that own the transaction."""
