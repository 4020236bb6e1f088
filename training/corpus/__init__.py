"""The corpus of files: synthetic reports written as the web pages, Word and PDF files that offices publish.

``python -m training.corpus FOLDER`` writes all of them with their ``gold.json``. The writers know the formats as
offices' tools write them and nothing of the readers that are tested with them.
"""
