"""Text whose lines were broken by the program (``format=flowed``, RFC 3676), put together again."""


def unflowed(text: str, *, is_spaced: bool) -> str:
    """Each paragraph on one line, quoted ones with their marks; ``is_spaced`` is RFC 3676's DelSp."""
    lines: list[str] = []
    previous_depth, is_open = 0, False
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if is_open and depth == previous_depth and content != "-- ":
            lines[-1] += content
        else:
            lines.append(f"{'>' * depth} {content}" if depth else content)
        is_open = content.endswith(" ") and content != "-- " and bool(content.strip())
        if is_open and is_spaced:
            lines[-1] = lines[-1][:-1]
        previous_depth = depth
    return "\n".join(lines)
