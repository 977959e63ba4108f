"""Whatever bytes arrive, each message is kept and ends somewhere; nothing stops the job."""

from email import message_from_bytes
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.collecting import Post
from tests.letters import bounce_of, reply_to
from tests.people import DAY, HOUR, Cabinet
from vigil.domain.inbound import Fate

_FATES = {fate.value for fate in Fate}
_CUTS = st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=40)), min_size=1, max_size=6)


def damaged(raw: bytes, cuts: list[tuple[int, bytes]]) -> bytes:
    """A message with pieces of it overwritten by anything."""
    for at, piece in cuts:
        raw = raw[:at] + piece + raw[at + len(piece) :]
    return raw


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_end_somewhere(cabinet: Cabinet, tmp_path: Path, raw: bytes) -> None:
    post = Post(cabinet, tmp_path / "post")
    post.put(raw)
    summary = post.collect()
    assert post.waiting() == 0
    assert set(summary.counts) <= _FATES | {"seen"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_CUTS, st.booleans())
def test_damaged_replies_and_bounces_end_somewhere(
    cabinet: Cabinet, tmp_path: Path, cuts: list[tuple[int, bytes]], is_bounce: bool
) -> None:
    if not cabinet.courier.kept:
        cabinet.treats()
        cabinet.live(2 * DAY + HOUR, step=6 * HOUR)
    sent = cabinet.courier.to("marie@courrier.example")[-1]
    post = Post(cabinet, tmp_path / "post")
    post.put(damaged(bounce_of(sent) if is_bounce else reply_to(sent, "EVA 3, un bleu"), cuts))
    summary = post.collect()
    assert post.waiting() == 0
    assert set(summary.counts) <= _FATES | {"seen"}
    assert summary["failed"] == 0


def test_a_thousand_parts_and_nested_bombs_end_with_a_person(cabinet: Cabinet, tmp_path: Path) -> None:
    post = Post(cabinet, tmp_path / "post")
    many = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    many += b"".join(b"--x\r\n\r\npart %d\r\n" % number for number in range(1000)) + b"--x--\r\n"
    nested = b"From: a@b.example\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(300)
    )
    for raw in (many, nested):
        assert message_from_bytes(raw[:200])
        assert post.receives(raw).fate in ("to_person", "failed")
    assert post.waiting() == 0
