"""Logs on standard error: one line an event, with ids and an ``action``, and nothing that a person said."""

import logging
import sys

import structlog


def log_to_standard_error() -> None:
    """Both our own log and that of the libraries beneath, from warnings on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "action"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutTraces())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class _WithoutTraces(logging.Formatter):
    """Names the type of a fault and leaves out its text and trace, which may quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        said = f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage().strip()}"
        kind = record.exc_info[0] if record.exc_info else None
        return f"{said} ({kind.__name__})" if kind else said
