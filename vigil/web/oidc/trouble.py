"""What can go wrong on the way to a provider and back, by the word that the page's sentence is looked up by."""

from enum import StrEnum

from vigil.domain.errors import VigilError


class Trouble(StrEnum):
    """One for each sentence that somebody is told; the log says more (``ProviderTrouble``)."""

    UNREACHABLE = "unreachable"
    NONSENSE = "nonsense"
    DENIED = "denied"
    STALE = "stale"
    UNTRUSTED = "untrusted"
    CLOCK = "clock"
    CLOSED = "closed"
    TAKEN = "taken"
    ANOTHER = "another"


class ProviderTrouble(VigilError):
    """Nobody is let in; the text is of our own making and quotes nothing that the provider or the browser sent."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
