"""What the module does in the database, on SQLite and on PostgreSQL."""
