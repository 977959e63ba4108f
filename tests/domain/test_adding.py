"""What a patient's own words add to an answer: they add and raise, and take nothing back."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from vigil.domain.adding import CONTRADICTS, added
from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer, WordsRead
from vigil.domain.eva import Eva
from vigil.domain.words import Evolution, ReactionCode, Urgency

COURSE = UUID(int=1)
BRUISE, LUMP = ReactionAnswer(ReactionCode.HAEMATOMA), ReactionAnswer(ReactionCode.NODULE)


def scored(points: float, *reactions: ReactionAnswer, words: str = "") -> Answers:
    read = WordsRead() if words else None
    return Answers(evas=(EvaAnswer(COURSE, Eva.of(points)),), reactions=reactions, words=words, words_read=read)


def test_a_higher_score_and_a_further_reaction_count() -> None:
    now = added(scored(3, BRUISE), scored(6, LUMP, words="EVA 6, une boule"))
    assert now.evas == (EvaAnswer(COURSE, Eva.of(6)),)
    assert now.reactions == (BRUISE, LUMP)
    assert now.words_read == WordsRead()


def test_a_lower_score_leaves_the_score_and_is_read_by_a_person() -> None:
    now = added(scored(6), scored(2, words="EVA 2"))
    assert now.evas == (EvaAnswer(COURSE, Eva.of(6)),)
    assert now.words_read == WordsRead(reasons=(CONTRADICTS,))


def test_gone_and_none_leave_what_was_told() -> None:
    gone = ReactionAnswer(ReactionCode.NODULE, evolution=Evolution.GONE)
    for said in (Answers(reactions=(gone,), words="partie", words_read=WordsRead()),
                 Answers(has_no_reaction=True, words="rien", words_read=WordsRead())):  # fmt: skip
        now = added(Answers(reactions=(LUMP,)), said)
        assert (now.reactions, now.has_no_reaction) == ((LUMP,), False)
        assert now.words_read == WordsRead(reasons=(CONTRADICTS,))


def test_a_reaction_that_had_gone_and_is_back_is_told_anew() -> None:
    gone = ReactionAnswer(ReactionCode.ITCHING, evolution=Evolution.GONE)
    back = ReactionAnswer(ReactionCode.ITCHING)
    assert added(Answers(reactions=(gone,)), Answers(reactions=(back,))).reactions == (gone, back)


def test_words_that_nothing_has_read_keep_the_whole_unread() -> None:
    assert added(Answers(words="?"), scored(1, words="EVA 1")).words_read is None


_ANSWERS = st.builds(
    Answers,
    evas=st.one_of(st.just(()), st.integers(0, 100).map(lambda t: (EvaAnswer(COURSE, Eva(t, t)),))),
    reactions=st.lists(
        st.builds(ReactionAnswer, st.sampled_from([code for code in ReactionCode if code != "none_reported"])),
        max_size=3,
        unique_by=lambda reaction: reaction.code,
    ).map(tuple),
    has_no_reaction=st.booleans(),
    words=st.sampled_from(["", "mots"]),
    words_read=st.builds(WordsRead, st.sampled_from(Urgency)),
)


@given(_ANSWERS, _ANSWERS)
def test_nothing_that_was_answered_is_lost_or_lowered(earlier: Answers, said: Answers) -> None:
    now = added(earlier, said)
    assert set(earlier.reactions) <= set(now.reactions)
    for old in earlier.evas:
        assert any(new.eva and old.eva and new.eva.high >= old.eva.high for new in now.evas)
    if earlier.words and earlier.words_read and now.words_read:
        assert now.words_read.urgency <= earlier.words_read.urgency
    assert earlier.words in now.words
