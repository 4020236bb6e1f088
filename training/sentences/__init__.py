"""How the sentence encoder is learned by contrast, and how good it is."""
