"""What nobody has thought of is not taken for harmless: every word of a text that is left alone is read, or calm."""

import tomllib

import pytest

from tests.replies.meaning.readings import ROOT, read, vocabulary
from vigil.replies.meaning.folding import fold

UNTHOUGHT = """
un des points s'est transformé en volcan
ma langue prend toute la place
un côté de ma bouche pend
la peau s'en va en lambeaux
ça me serre entre les seins et ça descend dans le bras
on m'a ouvert le truc au bloc
je ne peux plus baisser le menton
l'endroit est blanc, froid et dur comme du marbre
j'ai un retard de règles, et le test est positif
un serpent rouge sous ma peau
Un petit bleu, EVA 3, et depuis mardi la mastication se bloque
Super séance, 2/10. Par contre mes tympans bourdonnent
my foot just drops when i walk
there's gunk coming out of one of the holes
""".strip().splitlines()

EXPLAINED = """
Ça va mieux, je suis à 3. J'ai pu reprendre la marche dimanche avec mon club.
Un petit bleu de rien du tout, 4
J'ai repris le tennis et la natation sans problème.
Pas de tuméfaction ni de lividité, douleur à 2
J'ai taillé mes rosiers hier et aucune douleur
Petit mal de tête après la séance, passé avec un doliprane
3/10, j'habite au 12 rue des Lilas à Dijon
Douleur 2. Bonne journée. Michel Berger
Much better thank you, 2/10, back to gardening
""".strip().splitlines()

ALARMING = """
ma bouche fait n'importe quoi depuis lundi
mes paupières sont comme des balles de ping-pong
je ne peux plus baisser le menton
ma cuisse est tendue à craquer
""".strip().splitlines()


@pytest.mark.parametrize("text", UNTHOUGHT)
def test_a_word_that_no_rule_has_read_goes_to_a_person(text: str) -> None:
    assert read(text).needs_human


@pytest.mark.parametrize("text", EXPLAINED)
def test_a_text_of_which_all_is_read_or_calm_waits_for_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize("text", ALARMING)
def test_what_is_alarming_of_the_body_is_of_the_same_day(text: str) -> None:
    assert read(text).urgency.code == "same_day"


@pytest.mark.parametrize("word", ["masse", "plaie", "ouverte", "chest", "hives", "fièvre", "empoisonnée"])
def test_a_word_of_danger_is_calm_in_no_list_and_by_no_sound(word: str) -> None:
    assert vocabulary().calm.is_never(fold(word))
    assert read(f"Tout va bien, 2/10. Le {word}, hier au club").needs_human


def test_no_list_calls_calm_what_is_never_calm() -> None:
    lists = tomllib.loads((ROOT / "config" / "vocabulary" / "calm.toml").read_text(encoding="utf-8"))["calm"]
    others = {name: words for name, words in lists.items() if name not in ("beside", "lost", "never")}
    is_never = vocabulary().calm.is_never
    assert [(name, word) for name, words in others.items() for word in words if is_never(fold(word.rstrip("*")))] == []


@pytest.mark.parametrize("text", ["plus de force", "aucune sensation", "sans équilibre"])
def test_to_have_lost_something_is_no_good_news(text: str) -> None:
    assert read(f"Douleur 2, {text}").needs_human


@pytest.mark.parametrize("text", ["mon coeur va bien", "la gorge, la langue : rien", "les lèvres sont normales"])
def test_a_part_of_the_body_that_is_well_alerts_nobody(text: str) -> None:
    assert read(text).urgency.code == "routine"


def test_what_a_person_must_read_names_the_word() -> None:
    said = read("Douleur 3, la mastication se bloque")
    assert "mastication" in [one.words for one in said.evidence if one.field == "needs_human"]
