"""The errors that a user can read and act on."""


class VigilError(Exception):
    """Root of everything that vigil refuses; its text is one sentence that says what, where and what is allowed."""


class Refused(VigilError):
    """An input cannot be accepted as it stands.

    ``field`` names the input at fault where there is one, so that a form or an import can point at it.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class TooLong(Refused):
    """A text is longer than can be kept; it is never cut."""

    def __init__(self, longest: int, *, field: str) -> None:
        super().__init__(f"The text is longer than {longest} characters: shorten it.", field=field)


def check_length(text: str, longest: int, *, field: str) -> None:
    """``TooLong`` for a text that has more characters than can be kept."""
    if len(text) > longest:
        raise TooLong(longest, field=field)


class ConfigurationError(VigilError):
    """A configuration file is wrong: the sentence names the file, the key, the value and what is allowed."""

    def __init__(self, file: str, key: str, value: object, allowed: str) -> None:
        super().__init__(f"{file}: {key} is {value!r}; allowed: {allowed}.")
        self.file, self.key, self.value, self.allowed = file, key, value, allowed
