"""Our own encoder: a small RoFormer over characters, pretrained by masked language modelling.

Characters and not pieces: a slip of the pen or of a scanner then damages one token, not a whole word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import WordLevelTrainer
from transformers import (
    DataCollatorForLanguageModeling,
    PreTrainedTokenizerFast,
    RoFormerConfig,
    RoFormerForMaskedLM,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)
from transformers.trainer_utils import get_last_checkpoint

from models.encoder_scores import UNKNOWN
from training.progress import quiet

PADDING, MASK, FIRST, LAST = "[PAD]", "[MASK]", "[CLS]", "[SEP]"


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Sizes, and how it is pretrained; ``window`` is in characters, ``rate`` the highest learning rate."""

    layers: int = 3
    width: int = 128
    heads: int = 4
    inner: int = 512
    positions: int = 512
    dropout: float = 0.1
    spread: float = 0.04  # of the first weights; the library's 0.02 is for wider networks
    minimum: int = 2  # rarer characters are unknown
    window: int = 128
    batch: int = 32
    rate: float = 2e-3
    epochs: float = 4.0
    masked: float = 0.15
    seed: int = 1


def train_characters(texts: Iterable[str], minimum: int) -> Tokenizer:
    """A tokenizer whose tokens are the characters that occur so often."""
    tokenizer = Tokenizer(WordLevel(unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = Split(Regex(r"\S"), behavior="removed", invert=True)
    special = [PADDING, UNKNOWN, MASK, FIRST, LAST]
    trainer = WordLevelTrainer(min_frequency=minimum, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def new_encoder(tokenizer: Tokenizer, settings: EncoderSettings) -> RoFormerForMaskedLM:
    """An untrained network with its language modelling head."""
    config = RoFormerConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=settings.width,
        embedding_size=settings.width,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        intermediate_size=settings.inner,
        max_position_embeddings=settings.positions,
        type_vocab_size=1,
        hidden_dropout_prob=settings.dropout,
        attention_probs_dropout_prob=settings.dropout,
        initializer_range=settings.spread,
        pad_token_id=tokenizer.token_to_id(PADDING),
    )
    return RoFormerForMaskedLM(config)


def windows(tokenizer: Tokenizer, texts: Sequence[str], length: int) -> list[list[int]]:
    """The texts as rows of token ids: short ones packed together, long ones cut."""
    rows: list[list[int]] = [[]]
    last = int(tokenizer.token_to_id(LAST))  # type: ignore[arg-type]
    for encoding in tokenizer.encode_batch(list(texts)):
        ids: list[int] = [*encoding.ids, last]
        while ids:
            if len(rows[-1]) >= length:
                rows.append([])
            room = length - len(rows[-1])
            rows[-1] += ids[:room]
            ids = ids[room:]
    return [row for row in rows if len(row) > length // 4]


def pretrain(
    texts: Sequence[str],
    out: Path,
    settings: EncoderSettings,
    callbacks: Sequence[TrainerCallback] = (),
    *,
    resume: bool = True,
) -> Path:
    """Pretrain an encoder on texts and write it to ``out`` as a Hugging Face directory; goes on from a checkpoint."""
    tokenizer = train_characters(texts, settings.minimum)
    network = new_encoder(tokenizer, settings)
    wrapped = as_fast(tokenizer)
    rows = [{"input_ids": row} for row in windows(tokenizer, texts, settings.window)]
    steps = max(1, round(settings.epochs * len(rows) / settings.batch))
    arguments = training_arguments(
        out / "checkpoints", steps, settings.batch, settings.rate, settings.seed, save_steps=max(1, steps // 10)
    )
    collator = DataCollatorForLanguageModeling(wrapped, mlm_probability=settings.masked)
    trainer = quiet(Trainer(network, arguments, collator, rows, callbacks=list(callbacks)))  # type: ignore[arg-type]
    last = get_last_checkpoint(str(out / "checkpoints")) if resume and (out / "checkpoints").is_dir() else None
    trainer.train(resume_from_checkpoint=last)
    network.save_pretrained(out / "encoder")
    wrapped.save_pretrained(out / "encoder")
    facts = {**asdict(settings), "windows": len(rows), "loss": trainer.state.log_history[-2].get("loss")}
    (out / "encoder" / "pretraining.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return out / "encoder"


def as_fast(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    """The tokenizer as transformers wants one."""
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PADDING,
        unk_token=UNKNOWN,
        mask_token=MASK,
        cls_token=FIRST,
        sep_token=LAST,
    )


def training_arguments(
    out: Path, steps: int, batch: int, rate: float, seed: int, *, save_steps: int, **more: Any
) -> TrainingArguments:
    """What pretraining and fine-tuning have in common."""
    return TrainingArguments(
        output_dir=str(out),
        max_steps=steps,
        per_device_train_batch_size=batch,
        learning_rate=rate,
        lr_scheduler_type="linear",
        warmup_steps=round(0.08 * steps),
        weight_decay=0.01,
        logging_steps=max(1, min(20, steps // 10)),
        save_strategy="steps",
        save_steps=save_steps,
        save_total_limit=1,
        seed=seed,
        bf16=torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        disable_tqdm=True,
        log_level="error",
        report_to="none",
        **more,
    )
