"""A coarse name of a browser, by which its owner tells it from others."""

_PROGRAMS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """``Firefox, Windows``; empty for what names neither."""
    found = (next((name for mark, name in marks if mark in agent), "") for marks in (_PROGRAMS, _SYSTEMS))
    return ", ".join(name for name in found if name)
