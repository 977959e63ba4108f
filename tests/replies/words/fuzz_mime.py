"""Coverage-guided fuzzing of the way from raw bytes to a reading, where ``atheris`` is installed (it is no dependency).

    uv pip install atheris
    python -m tests.replies.words.fuzz_mime -max_total_time=900 tests/corpus/messages

Arguments are libFuzzer's. What it finds is written to ``crash-…`` in the working folder; a finding becomes a case of
``test_hostile.py``.
"""

import importlib
import sys
from typing import Any

from tests.replies.meaning.readings import vocabulary
from vigil.replies.received import understand_read
from vigil.replies.words import Problem, read_message

_INSTRUMENTED = ("vigil.replies.words", "email")


def check(raw: bytes) -> None:
    """Any bytes give a reading that a database holds; nothing raised inside is hidden as "not read"."""
    message = read_message(raw)
    assert Problem.NOT_READ not in message.problems
    assert not (message.is_auto_reply and message.bounce)
    said = understand_read(message, vocabulary())
    for text in (said.reply_text, message.subject, *(one.words for one in said.evidence)):
        text.encode("utf-8")
        assert "\x00" not in text


def main(arguments: list[str]) -> None:
    atheris: Any = importlib.import_module("atheris")
    for name in [name for name in sys.modules if name.startswith(_INSTRUMENTED)]:
        module = sys.modules[name]
        for attribute, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__module__", None) == name and hasattr(value, "__code__"):
                setattr(module, attribute, atheris.instrument_func(value))
    atheris.Setup(arguments, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
