"""What goes wrong with vigil itself, and must reach a person who can mend it."""

from enum import StrEnum


class Fault(StrEnum):
    """``mailbox``: replies by e-mail cannot be fetched; ``ledger``: the reconciliation found a difference."""

    MAILBOX = "mailbox"
    LEDGER = "ledger"
