"""The domain: what a report is, the readers of each format, the official forms, tables, checks."""
