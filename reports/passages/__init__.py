"""The section on problems and improvements: its passages, and which measure answers which problem."""
