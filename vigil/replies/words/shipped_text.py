"""The sentences of the mails that come with the program, read once."""

from functools import lru_cache
from pathlib import Path

from vigil.replies.words.own_text import OwnText

_INSIDE = Path(__file__).parents[2] / "_shipped"
_BESIDE = Path(__file__).parents[3]


@lru_cache(maxsize=1)
def shipped_text() -> OwnText:
    """From ``templates/email``, in a checkout or in the package."""
    folder = next((base / "templates" / "email" for base in (_BESIDE, _INSIDE) if (base / "templates").is_dir()), None)
    if folder is None:
        return OwnText()
    return OwnText.of(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt")))
