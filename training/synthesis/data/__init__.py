"""Word lists and templates that the synthesis of reports draws from."""
