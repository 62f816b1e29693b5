"""SQLite, writing touched tags at COMMIT."""
