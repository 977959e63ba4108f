"""Everyday life beside a score hands nobody over; the same words do where something is lacking or like something."""

import pytest

from tests.replies.meaning.readings import read, vocabulary

OF_LIFE = """
Toujours 6, un dos de couvreur ne se refait pas
Douleur 2. Moral bon. Signé : une ancienne télégraphiste
Ma genouillère dort dans un tiroir, douleur 1
J'ai gravi le clocher du village hier, 2/10
Je porte de nouveau les courses de la voisine, douleur 3
J'ai joué aux boules dimanche, 4
Entraînement de hand ce soir, genou à 3
Je dors sur le côté maintenant, 3
Pompier volontaire le week-end, je note 2
Les horaires de nuit ne m'aident guère mais je suis à 3
Douze piqûres, un goûter et une sieste plus tard : 2
Les piqûres n'ont eu aucun effet fâcheux, 1
C'est un peu rouge autour dun point, 2
Je vais bien, plus besoin de ces courriers ; rayez-moi de votre liste
La peau gratte un peu le soir devant la télé, 3
J'ai pétri mes brioches sans penser une seule fois à mon coude : 1
RAS côté peau. Nuque 4
Mon talon me laisse enfin traverser le marché : 2
Les nuits sont redevenues longues, 3
J'ai bêché un carré pour les fèves, 2
My neck lets me reverse the car again. 3!
Je cache un petit hématome sous une manche longue. Douleur 3
J'ai remis mes escarpins pour le mariage de ma nièce, 3
Je dors de nouveau sur le ventre, nuque à 2
I served three aces on Saturday, elbow 2
Twelve needles and a long lunch, hip 2, no ill effects
I carried forty litres of milk this morning, shoulder 3
""".strip().splitlines()

NOT_OF_LIFE = """
Douleur 3. Je ne trouve plus le prénom de mon chat
EVA 2, les murs dansent et je ne marche plus droit
Merci, 2/10, mon mollet est serré comme dans une botte
Je vais mieux, 3, le mur n'arrête pas de bouger
2/10, un trou s'est creusé
Douleur 3, quelque chose cloche
Mieux, 2/10, j'ai la joue qui pend
EVA 3, ma main ne retient plus la raquette
""".strip().splitlines()


@pytest.mark.parametrize("text", OF_LIFE)
def test_what_fills_a_day_waits_for_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize("text", NOT_OF_LIFE)
def test_everyday_words_hide_no_loss_and_no_image(text: str) -> None:
    assert read(text).needs_human


@pytest.mark.parametrize("word", ["aident", "ajoutait", "marcheront", "jardinons"])
def test_a_calm_verb_is_calm_in_all_its_forms(word: str) -> None:
    assert vocabulary().calm.everywhere.holds(word)


def test_a_word_of_danger_is_no_misspelt_calm_one() -> None:
    calm = vocabulary().calm
    assert [
        word
        for word in ("serree", "plaie", "noyee", "brulee")
        if calm.everywhere.holds(word) and not calm.is_never(word)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "Les points piquent un peu quand je passe le gant de toilette, 4",
        "Une rougeur à chaque point, comme prévu sur votre feuille. 4",
        "Je me suis réveillé avec la gueule de bois sans la fête, mal de tête, dos 4",
        "Un peu rouge autour des petits trous, 3",
        "Une goutte de sang sur ma chemise blanche en sortant, vite séchée, 2",
        "Les dos d'âne sont mes ennemis personnels, douleur 6",
    ],
)
def test_the_circumstances_of_a_small_reaction_wait_for_nobody(text: str) -> None:
    said = read(text)
    assert not said.needs_human, said.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Les points ont une collerette, 4",
        "Mon bras ne bouge pas, 3",
        "Douleur 2, la zone a pris du relief comme une carte quand je marche",
        "Ma chemise est devenue jaune et collante, 2",
    ],
)
def test_how_a_place_looks_is_no_circumstance(text: str) -> None:
    assert read(text).needs_human


def test_a_common_word_is_forgiven_as_no_term_and_is_none_that_a_form_may_leave_unread() -> None:
    assert read("J'ai planté des fèves, 2").reactions == {}
    assert not vocabulary().patterns.is_known("clapier")
