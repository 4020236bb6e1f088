"""A reading: every layer of it, from bytes to claims, by the tagging that a case asks for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from models.passages import read_passages
from models.shipping import ModelError
from models.tagger import Tagger, load_tagger
from models.themes import Classifier, load_classifier
from reports.assemble import Assembled, assemble
from reports.claims.finding import find_claims
from reports.document import Document
from reports.formats import read_document
from reports.limits import Limits
from reports.narrative import narrative
from reports.report import Claim, Passage
from reports.rules import RuleTagger
from reports.tags import Tags
from training.fuzzing.tagging import DisturbedTagger, RandomClassifier, RandomTagger

LIMITS = Limits(image_pixels=1, conversion_seconds=1.0)
"""What takes seconds by its nature stays out: recognition of scans, and conversion by another program."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What every layer gives."""

    document: Document
    tags: Tags
    assembled: Assembled
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]

    def digest(self) -> str:
        """The same for the same reading, in whatever process."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()


class Reader:
    """Reads by the ways of tagging of ``training.fuzzing.cases.TAGGINGS``.

    ``has_model`` says whether the shipped models are there; without them the rules stand in.
    """

    def __init__(self) -> None:
        self._taggers: dict[str, Tagger] = {
            "rules": RuleTagger(),
            "disturbed": DisturbedTagger(),
            "random": RandomTagger(),
        }
        self._classifier: Classifier = RandomClassifier()
        try:
            self._shipped: tuple[Tagger, Classifier] | None = (load_tagger(), load_classifier())
        except ModelError as error:
            if error.code != "model_missing":
                raise
            self._shipped = None

    @property
    def has_model(self) -> bool:
        return self._shipped is not None

    def read(self, data: bytes, tagging: str) -> Reading:
        """Everything that is read from a file's bytes. Raises ReadError."""
        tagger, classifier = self._taggers.get(tagging, self._taggers["rules"]), self._classifier
        if tagging == "shipped" and self._shipped is not None:
            tagger, classifier = self._shipped
        document = read_document(data, limits=LIMITS)
        tags = tagger.tag(document)
        assembled = assemble(document, tags)
        prose = narrative(document, tags, assembled.sections, assembled.end)
        claims = find_claims(document.text, prose, assembled.tables, assembled.form, assembled.year, assembled.organ)
        passages = read_passages(document, tags, assembled.sections, classifier)
        return Reading(document, tags, assembled, passages, claims)
