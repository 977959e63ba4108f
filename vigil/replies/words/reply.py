"""From the texts of a message to what its author typed."""

import re
from dataclasses import dataclass, replace

from vigil.replies.words.body import Block, is_stub
from vigil.replies.words.folding import folded
from vigil.replies.words.html_text import html_text
from vigil.replies.words.marks import plain
from vigil.replies.words.message import REPLY_LIMIT, Problem
from vigil.replies.words.own_text import OwnText
from vigil.replies.words.program_lines import without_program_lines
from vigil.replies.words.quotes import Split, split_quotes
from vigil.replies.words.signatures import has_words, without_notices, without_signature
from vigil.replies.words.wrapped import unwrapped

LINE_LIMIT = 20_000
_POINTS_DOWN = re.compile(
    r"\b(?:ci[- ]dessous|plus bas|dans (?:le|votre) (?:texte|message|mail)|en (?:rouge|bleu|vert|gras|majuscules?)|"
    r"in ?line|below|in red|in blue|in bold)\b",
    re.IGNORECASE,
)
_SIGNED_MARKUP = re.compile(r"signature|composer_signature", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0\u202f\u2009\u2007]{2,}|[\t\xa0\u202f\u2009\u2007]")
_WIDE = re.compile(r"[ \t\xa0]{3,}")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Reply:
    """``text`` is what was typed; ``has_quote`` whether anything was quoted around it."""

    text: str
    has_quote: bool = False
    problems: tuple[Problem, ...] = ()


def typed_words(blocks: list[Block], own: OwnText) -> Reply:
    """What the author of these texts typed.

    The plain form is believed, but where it marks no quote, or no signature that the HTML marks, and what the HTML
    gives is a part of it: then the HTML knows better what to leave out.
    """
    written = [_without_stub(block) for block in blocks]
    from_plain = _reply("\n".join(_as_text(block) for block in written), own)
    if all(block.plain is not None for block in written):
        from_plain = replace(from_plain, text=unwrapped(from_plain.text))
    has_both = any(block.plain is not None and block.markup is not None for block in written)
    if not has_both:
        return from_plain
    if not from_plain.text and not from_plain.has_quote:
        from_markup = _reply("\n".join(_as_markup_text(block) for block in written), own)
        return from_markup if from_markup.text else from_plain
    if from_plain.problems:
        return from_plain
    markup = "".join(block.markup or "" for block in written)
    if from_plain.has_quote and not _SIGNED_MARKUP.search(markup):
        return from_plain
    from_markup = _reply("\n".join(_as_markup_text(block) for block in written), own)
    shorter, longer = folded(from_markup.text).split(), folded(from_plain.text).split()
    is_part = bool(shorter) and len(shorter) < len(longer) and longer[: len(shorter)] == shorter
    return Reply(_cut_to(from_plain.text, len(shorter)), True, from_markup.problems) if is_part else from_plain


def _cut_to(text: str, count: int) -> str:
    """The beginning of a text that holds this many words, with its lines as they were."""
    words = list(re.finditer(r"[^ ]+", folded(text)))
    end = words[count - 1].end()
    following = words[count].start() if count < len(words) else len(text)
    between = text[end:following]
    return (text[:end] + re.split(r"[\n]", between)[0]).rstrip()


def _without_stub(block: Block) -> Block:
    is_useless = block.plain is not None and block.markup is not None
    if is_useless and block.plain is not None and (not block.plain.strip() or is_stub(block.plain)):
        return Block(None, block.markup)
    return block


def _as_text(block: Block) -> str:
    return block.plain if block.plain is not None else html_text(block.markup or "")


def _as_markup_text(block: Block) -> str:
    return html_text(block.markup) if block.markup is not None else block.plain or ""


def _reply(text: str, own: OwnText) -> Reply:
    lines = _WIDE.sub("  ", text).split("\n")[:LINE_LIMIT]
    split = split_quotes(lines)
    pieces = [piece for run in split.runs if (piece := _clean(run, is_all=_is_all(run, split)))]
    problems: list[Problem] = []
    if split.cut is not None:
        below = _below(split, own)
        if below:
            pieces.append(below)
            problems.append(Problem.BELOW_QUOTE)
    typed = own.without("\n\n".join(pieces))
    is_ours = typed != "\n\n".join(pieces)
    if is_ours:
        typed = _clean(typed.split("\n"))
    points_down = len(typed) < 600 and bool(_POINTS_DOWN.search(typed))
    within = _within(split, own) if not typed or points_down else ""
    if within and within not in typed:
        typed = f"{typed}\n\n{within}".strip()
        problems.append(Problem.ANSWERS_IN_QUOTE)
    elif points_down and split.has_quote and len(split.runs) < 2:
        problems.append(Problem.ANSWERS_IN_QUOTE)
    if split.is_forward:
        problems.append(Problem.FORWARDED)
    if not typed:
        problems.append(Problem.ONLY_QUOTED if split.has_quote or is_ours else Problem.EMPTY)
    if len(typed) > REPLY_LIMIT:
        typed = typed[:REPLY_LIMIT]
        problems.append(Problem.TRUNCATED)
    return Reply(typed, split.has_quote or is_ours, tuple(problems))


def _below(split: Split, own: OwnText) -> str:
    """What was typed below a mail of ours that is quoted without marks: our mails have a known end."""
    after = own.after("\n".join(split.cut or []))
    if after is None:
        return ""
    return "\n\n".join(piece for run in split_quotes(after.split("\n")).runs if (piece := _clean(run)))


def _within(split: Split, own: OwnText) -> str:
    """What was typed among our own sentences, in a mail of ours that is quoted without marks."""
    quoted = "\n".join(split.cut or [])
    between = own.without(quoted, at_least=2)
    return "" if between == quoted else _clean(between.split("\n"))


def _is_all(run: list[str], split: Split) -> bool:
    """Whether nothing is written outside this stretch."""
    return not any(has_words(other) for other in split.runs if other is not run)


def _clean(lines: list[str], *, is_all: bool = True) -> str:
    """One stretch of typed lines without signature, notices and program lines, blanks made regular."""
    kept = without_notices(without_program_lines([plain(line) for line in without_signature(lines, is_all=is_all)]))
    tidy = "\n".join(line.strip() for line in kept)
    return _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", tidy)).strip()
