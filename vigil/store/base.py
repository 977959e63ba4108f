"""What every table shares: naming convention, column types, sealed attributes."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any, ClassVar, overload
from uuid import UUID

from sqlalchemy import DateTime, Index, LargeBinary, MetaData, String, TypeDecorator, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column, object_session

from vigil.domain.instants import aware
from vigil.store.sealing import Keyring, place

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    is_audited: ClassVar[bool] = True
    sealed_attributes: ClassVar[tuple["Sealed", ...]] = ()
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    """What opens a door: the audit trail says that it changed and never what it was."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.sealed_attributes = tuple(value for value in vars(cls).values() if isinstance(value, Sealed))
        super().__init_subclass__(**kwargs)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC with microseconds; a naive one is refused (``ValueError``)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else aware(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _written if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        return _read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _written(value: datetime | None) -> str | None:
    """An instant as SQLite keeps it: text in UTC, always with its microseconds, so that text order is time order."""
    return None if value is None else aware(value).isoformat(" ", "microseconds")[:26]  # its offset is none


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Word(TypeDecorator[Any]):
    """A member of a closed vocabulary (``vigil.domain.words``), kept as its text: never a native enumeration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.kind(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None] | None:
        texts = {None: None} | {str(member.value): str(member.value) for member in self.kind}
        return texts.__getitem__

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        members: dict[str | None, Any] = {None: None} | {str(member.value): member for member in self.kind}
        return members.__getitem__


def word(kind: type[Enum], **options: Any) -> MappedColumn[Any]:
    """A column that holds one word of a vocabulary."""
    return mapped_column(Word(kind), **options)


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the rows for which ``where`` holds, on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def sealed_column() -> Mapped[bytes | None]:
    """Where a sealed value lies; read and written through the ``Sealed`` attribute beside it."""
    return mapped_column(LargeBinary, nullable=True)


class Sealed:
    """A text attribute kept sealed in the column ``<name>_sealed``, and found by ``<index>`` where one is named.

    Reading opens the seal with the session's keyring. Writing keeps the text aside until the flush, when the row is
    known and the seal can bind it; writing the value that is already there changes nothing.
    """

    def __init__(self, *, index: str | None = None, folded: Callable[[str], str] = str) -> None:
        self.index = index
        self.folded = folded  # what of the text is looked up by

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: object | None, owner: type) -> "Sealed | str | None":
        if row is None:
            return self
        waiting = pending(row)
        if self.name in waiting:
            return waiting[self.name]
        sealed: bytes | None = getattr(row, self.column)
        return None if sealed is None else keyring_of(row).unseal(sealed, self._place(row))

    def __set__(self, row: object, value: str | None) -> None:
        value = value or None
        if getattr(row, self.column, None) is None and value is None and self.name not in pending(row):
            return
        if getattr(row, self.column) is not None and self.__get__(row, type(row)) == value:
            return
        pending(row)[self.name] = value
        setattr(row, self.column, None if value is None else b"")

    def seal(self, row: Any, keyring: Keyring) -> str | None:
        """At flush: write the sealed value and its index; returns the text."""
        value = pending(row).pop(self.name)
        setattr(row, self.column, None if value is None else keyring.seal(value, self._place(row)))
        if self.index:
            setattr(row, self.index, None if value is None else keyring.blind_index(self.folded(value)))
        return value

    def _place(self, row: Any) -> bytes:
        return place(row.__tablename__, self.column, row.id)


def pending(row: object) -> dict[str, str | None]:
    """The texts of a row that wait for the flush to be sealed."""
    waiting: dict[str, str | None] = row.__dict__.setdefault("_waiting_to_be_sealed", {})
    return waiting


def keyring_of(row: object) -> Keyring:
    session = object_session(row)
    if session is None:
        raise RuntimeError(f"{type(row).__name__} is in no session: its sealed values cannot be opened")
    keyring: Keyring = session.info["keyring"]
    return keyring


Id = Mapped[UUID]
MaybeId = Mapped[UUID | None]
