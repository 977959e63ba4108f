"""The kinds of lists of words that ``config/vocabulary/words.toml`` holds."""

from typing import NewType

Words = frozenset[str]
"""Single words, as folded."""

Phrases = frozenset[tuple[str, ...]]
"""Words in a row."""

Beginnings = tuple[str, ...]
"""How words begin (``pass*``), for ``str.startswith``."""

Ends = NewType("Ends", tuple[str, ...])
"""How words end (``*ite``), for ``str.endswith``."""
