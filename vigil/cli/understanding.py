"""vigil understand: what replies say, without a mailbox; and how well they are read, against gold."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select

from vigil import clock
from vigil.domain.errors import Refused
from vigil.installed import folder_of
from vigil.opening import open_existing
from vigil.replies.meaning.vocabulary import Vocabulary, load_vocabulary
from vigil.replies.received import understand_message, understand_words
from vigil.replies.scoring import Record, compare, parse_records
from vigil.replies.understanding import Understood
from vigil.settings import Settings
from vigil.store.tables import ReadingExample


def understand(settings: Settings, messages: Sequence[Path], texts: Path | None, gold: Path | None) -> None:
    """Print one JSON object a reply; or with ``gold``, how the readings compare with it."""
    vocabulary = load_vocabulary(folder_of(settings, "config") / "vocabulary")
    if gold is not None:
        _score(vocabulary, messages, texts, gold)
        return
    for record in _readings(vocabulary, messages, texts):
        print(json.dumps(record, ensure_ascii=False))


def print_examples(settings: Settings) -> None:
    """Print the readings that staff have corrected, the last correction of each, as ``--score`` takes them."""
    store = open_existing(settings, clock.now)
    try:
        with store.reading() as session:
            rows = session.scalars(select(ReadingExample).order_by(ReadingExample.corrected_at, ReadingExample.id))
            for gold in {row.inbound_id: row.gold for row in rows}.values():
                print(gold)
    finally:
        store.close()


def _readings(vocabulary: Vocabulary, messages: Sequence[Path], texts: Path | None) -> Iterator[Record]:
    for path in messages:
        yield _record(path.stem, understand_message(_bytes(path), vocabulary))
    if texts is not None:
        yield from _of_texts(vocabulary, parse_records(str(texts), _text(texts)))
    if not messages and texts is None:
        written = sys.stdin.buffer.read().decode("utf-8", "replace")
        yield _record("stdin", understand_words(written, "", vocabulary))


def _of_texts(vocabulary: Vocabulary, records: Sequence[Record]) -> Iterator[Record]:
    for record in records:
        text, subject = str(record.get("text", "")), str(record.get("subject") or "")
        yield _record(str(record["id"]), understand_words(text, subject, vocabulary))


def _score(vocabulary: Vocabulary, messages: Sequence[Path], texts: Path | None, gold: Path) -> None:
    """Gold that holds its own texts needs no other input."""
    wanted = parse_records(str(gold), _text(gold))
    if messages or texts is not None:
        read = {str(record["id"]): record for record in _readings(vocabulary, messages, texts)}
    else:
        read = {str(record["id"]): record for record in _of_texts(vocabulary, wanted)}
    lacking = [str(record["id"]) for record in wanted if str(record["id"]) not in read]
    if lacking:
        raise Refused(f"{gold}: {len(lacking)} ids have nothing to be read, the first {lacking[0]!r}.")
    for line in compare((record, read[str(record["id"])]) for record in wanted).lines():
        print(line)


def _record(id: str, said: Understood) -> Record:
    return {"id": id} | said.as_json()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(f"{path} is not UTF-8 text.") from None
