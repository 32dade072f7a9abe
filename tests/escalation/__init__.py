"""The rules, tested with plain values: no database, no doors."""
