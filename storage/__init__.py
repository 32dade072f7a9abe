"""Where cases, duties, messages and the log are kept, on SQLite or PostgreSQL."""
