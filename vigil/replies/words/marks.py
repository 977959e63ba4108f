"""Marks that one step leaves for the next at the beginning of a line; no text that comes in holds them."""

CUT = "\ue002"  # from here to the end: a message that is quoted without marks
SIGNED = "\ue003"  # this line lies in what the program calls a signature
DROPPED = "\ue001"  # this line is the program's own ("Le 17 mars, … a écrit :")


def plain(line: str) -> str:
    """The line without its marks."""
    return line.lstrip(CUT + SIGNED + DROPPED)
