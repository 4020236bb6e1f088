"""``python -m training.corpus [FOLDER]``: write the corpus of files, by default to annotations/formats."""

from __future__ import annotations

import sys
from pathlib import Path

from training.corpus.plan import write_corpus


def main() -> None:
    """Write the corpus and say how much it is."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "annotations/formats")
    count = write_corpus(folder, lambda line: print(line, file=sys.stderr))
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}: {count} 个文件 (files), {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
