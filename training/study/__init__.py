"""The study behind the shipped tagger: what size, layout marks, windows and more reports are worth."""
