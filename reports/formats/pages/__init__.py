"""From what stands on pages (words and ruled lines) to a Document, for formats that know no paragraphs or tables."""

from reports.formats.pages.compose import compose
from reports.formats.pages.content import Box, PageContent, Rule, Word

__all__ = ["Box", "PageContent", "Rule", "Word", "compose"]
