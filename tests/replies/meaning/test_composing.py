"""Pain at the needle, put together from a place where somebody was pricked and how that hurts."""

import pytest

from tests.replies.meaning.readings import read, told


@pytest.mark.parametrize(
    "text",
    [
        "Les trous de seringue me font un mal de canard.",
        "La bretelle sur les points, quel supplice.",
        "Là où l'infirmière a planté l'aiguille, ça me picote quand je ris.",
        "Quand le chien saute sur une piqûre, je couine.",
        "On dirait des épines aux endroits piqués.",
        "Vos coups d'aiguille, je les sens encore en m'allongeant.",
        "ca pique grave la ou vs avez pique",
        "The places you injected throb under my belt.",
        "I wince when my bag strap rubs where the needles went in.",
    ],
)
def test_pain_at_the_needle_is_told_in_any_words(text: str) -> None:
    assert told(text) == {"injection_site_pain": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "Les piqûres ont bien calmé ma douleur.",
        "Depuis les piqûres j'ai moins mal au genou.",
        "Après les injections, mon dos me fait encore mal, 5.",
        "Les piqûres, ça va ; le coude tire encore un peu.",
        "Vous m'avez piqué là où j'ai mal.",
        "Le point le plus douloureux reste le bas du dos.",
        "The injections helped, my back hurts less.",
    ],
)
def test_the_treated_pain_is_none_at_the_needle(text: str) -> None:
    assert "injection_site_pain" not in told(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Les points de piqûre sont indolores.", "absent"),
        ("Vos aiguilles n'ont laissé aucune gêne.", "absent"),
        ("Les trous ne me tirent ni ne me brûlent.", "absent"),
        ("Les piqûres tiraient mardi soir ; ce matin, plus la moindre gêne là.", "resolved"),
        ("La peau était sensible aux endroits piqués, elle ne l'est plus.", "resolved"),
        ("Chaque trou d'aiguille m'a cuit une heure, ensuite le calme plat.", "resolved"),
        ("À ma première séance, les points injectés étaient restés douloureux.", "past"),
    ],
)
def test_it_is_denied_or_over_as_any_reaction(text: str, status: str) -> None:
    assert told(text) == {"injection_site_pain": status}


def test_what_presses_on_the_needles_place_is_no_failing_limb() -> None:
    assert read("Impossible de m'adosser, les piqûres sont trop cuisantes.").urgency.code == "routine"
    assert read("Impossible de bouger le pied depuis les piqûres.").urgency.code == "emergency"
