"""What is typed into the large boxes of the administration."""

from vigil.web.forms import Posted

_MOST = 100_000


def area(form: Posted, name: str) -> str:
    """The text of a box as a file holds it: lines end with a newline, whatever the browser sent."""
    given = (form.get(name) or [""])[0][:_MOST].replace("\r\n", "\n").replace("\r", "\n")
    return given.rstrip() + "\n" if given.strip() else ""
