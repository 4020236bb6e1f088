"""An organ's reports across the years: problems that come back, sections taken over from the year before."""
