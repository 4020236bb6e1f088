"""What the service keeps: originals, reports, readings, checks, jobs, keys. SQLite or PostgreSQL, one code."""
