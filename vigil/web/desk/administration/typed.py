"""What is typed into the large boxes of the administration."""

from vigil.web.forms import Posted


def area(form: Posted, name: str) -> str:
    """The text of a box as a file holds it: lines end with a newline, whatever the browser sent."""
    given = (form.get(name) or [""])[0].replace("\r\n", "\n").replace("\r", "\n")
    return given.rstrip() + "\n" if given.strip() else ""
