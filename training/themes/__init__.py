"""How the theme classifier is learned from the annotated passages, and how good it is."""
