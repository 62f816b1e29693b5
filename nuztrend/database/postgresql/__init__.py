"""PostgreSQL, writing touched tags at COMMIT."""
