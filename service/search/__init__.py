"""Thematic search: the index of narrative passages, what a query means, how hits are ranked."""
