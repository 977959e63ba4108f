"""The kinds of lists of words that ``config/vocabulary/words.toml`` holds."""

Words = frozenset[str]
"""Single words, as folded."""

Phrases = frozenset[tuple[str, ...]]
"""Words in a row."""

Beginnings = tuple[str, ...]
"""How words begin, for ``str.startswith``; or how they end, for ``str.endswith``."""
