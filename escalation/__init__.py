"""The rules of a dispute procedure: no I/O, no clock, no database, no Teams."""
