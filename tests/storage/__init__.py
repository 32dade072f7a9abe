"""What the database promises, asked of SQLite and of a real PostgreSQL alike."""
