"""What a patient is told before, on the day of and after a session; what could harm is refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from vigil.domain.errors import ConfigurationError
from vigil.domain.instructions import Instructions, Moment, has_second_half, parse_instructions
from vigil.domain.words import Language

ROOT = Path(__file__).parents[2]
HEAD = 'language = "fr"\nversion = 1\nsource = "x"\n'


def shipped(language: Language) -> Instructions:
    file = ROOT / "config" / f"instructions.{language}.toml"
    return parse_instructions(file.name, file.read_text("utf-8"))


def with_instruction(moment: str, line: str) -> str:
    others = "".join(f'[[{m}]]\ntext = "Bien."\n' for m in Moment if m != moment)
    return f"{HEAD}[[{moment}]]\n{line}\n{others}"


@pytest.mark.parametrize("language", Language)
def test_the_durations_are_those_of_the_learned_society(language: Language) -> None:
    """Seed: 24 h without massage, sauna, bath; 48 h without sun, ointment, intense sport; 3 days without ionisation."""
    after = shipped(language).at(Moment.AFTER)
    assert [each.lasts for each in after if each.lasts] == [
        timedelta(hours=24),
        timedelta(hours=24),
        timedelta(hours=48),
        timedelta(hours=48),
        timedelta(hours=48),
        timedelta(days=3),
    ]


@pytest.mark.parametrize("language", Language)
def test_no_painkiller_against_pain_for_48_h_and_no_change_of_a_cardiac_treatment(language: Language) -> None:
    first = shipped(language).at(Moment.BEFORE)[0]
    assert first.lasts == timedelta(hours=48)
    assert has_second_half(first.text, language)


def test_both_languages_say_the_same_number_of_things() -> None:
    french, english = shipped(Language.FR), shipped(Language.EN)
    for moment in Moment:
        one, other = (each.at(moment, is_competitor=True) for each in (french, english))
        assert [(i.lasts, i.is_for_competitors) for i in one] == [(i.lasts, i.is_for_competitors) for i in other]


@pytest.mark.parametrize("language", Language)
def test_competitors_alone_are_sent_to_afld(language: Language) -> None:
    instructions = shipped(language)
    assert "afld.fr" in instructions.at(Moment.BEFORE, is_competitor=True)[-1].text
    assert not any("afld.fr" in each.text for each in instructions.at(Moment.BEFORE))


@pytest.mark.parametrize(
    ("moment", "line", "place"),
    [
        ("before", 'text = "Pas d\'aspirine dans les 48 h avant."', "before[1].text"),
        ("before", 'text = "Pas d\'anti-inflammatoire dans les 48 h avant."', "before[1].text"),
        ("after", 'text = "Pas d\'Aspirine."', "after[1].text"),
        ("after", 'text = "Au besoin, un antalgique léger."', "after[1].text"),
        ("day", 'text = " "', "day[1].text"),
        ("after", 'text = "Repos."\nlasts = "0h"', "after[1].lasts"),
        ("after", 'text = "Repos."\nlasts = "bientôt"', "after[1].lasts"),
        ("after", 'text = "Repos."\nlast = "24h"', "after[1].last"),
        ("after", "lasts = '24h'", "after[1].text"),
    ],
)
def test_a_wrong_instruction_is_refused_with_its_place(moment: str, line: str, place: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parse_instructions("instructions.fr.toml", with_instruction(moment, line))
    assert error.value.key == place
    assert error.value.file == "instructions.fr.toml"


def test_a_moment_left_out_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="before"):
        parse_instructions("instructions.fr.toml", HEAD)
