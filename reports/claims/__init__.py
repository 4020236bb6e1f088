"""Claims: the counts that a report's narrative states, held against its tables. ``finding`` is the way in."""
