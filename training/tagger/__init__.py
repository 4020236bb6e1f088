"""How the tagger is learned: tokenizer, data set, training, export, and the CRF beside it."""
