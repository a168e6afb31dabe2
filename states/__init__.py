"""The rules of every process, as pure decisions: no web, no database, no keys, no clock."""
