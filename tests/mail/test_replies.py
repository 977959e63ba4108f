from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.mail.replies import Replies, Reply
from vigil.mail.work import Misbehaved

WORDS = st.text("abc DEF.0123456789-é", max_size=20).map(str.strip)
REPLIES = st.lists(st.tuples(st.integers(200, 599), st.lists(WORDS, min_size=1, max_size=4)), max_size=6)


def on_the_wire(code: int, lines: list[str]) -> str:
    return "".join(f"{code}-{line}\r\n" for line in lines[:-1]) + f"{code} {lines[-1]}\r\n"


def read_all(replies: Replies) -> list[Reply]:
    return [replies.next() for _ in range(len(replies))]


@given(REPLIES, st.lists(st.integers(0, 400)))
def test_replies_are_the_same_however_they_are_cut(said: list[tuple[int, list[str]]], cuts: list[int]) -> None:
    wire = "".join(on_the_wire(code, lines) for code, lines in said).encode()
    places = sorted({0, len(wire), *(cut for cut in cuts if cut < len(wire))})
    replies = Replies()
    for begin, end in pairwise(places):
        replies.feed(wire[begin:end])
    assert read_all(replies) == [Reply(code, "\n".join(lines)) for code, lines in said]


def test_a_reply_may_be_its_code_alone_and_end_with_a_line_feed() -> None:
    replies = Replies()
    replies.feed(b"250\r\n354 go\n")
    assert read_all(replies) == [Reply(250, ""), Reply(354, "go")]


@pytest.mark.parametrize("wire", [b"hello\r\n", b"25 ok\r\n", b"2500 ok\r\n", b"\r\n", b"+50 ok\r\n"])
def test_what_is_no_reply_is_refused_and_what_came_before_it_stays(wire: bytes) -> None:
    replies = Replies()
    with pytest.raises(Misbehaved, match="no reply"):
        replies.feed(b"250 ok\r\n" + wire)
    assert read_all(replies) == [Reply(250, "ok")]


@pytest.mark.parametrize("wire", [b"2" * 40000, b"250-more\r\n" * 8000], ids=["one line", "many lines"])
def test_a_reply_without_end_fills_no_memory(wire: bytes) -> None:
    with pytest.raises(Misbehaved, match="without end"):
        Replies().feed(wire)
