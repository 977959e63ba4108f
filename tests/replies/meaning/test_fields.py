"""Whole fields of what patients say, written with slots: every word of a slot is read, and an unknown slot refused."""

import pytest

from tests.replies.meaning.readings import ROOT, read, told
from vigil.domain.errors import ConfigurationError
from vigil.replies.meaning.vocabulary import FILES, Vocabulary, parse_vocabulary

NODULES = """
On dirait une graine de tournesol qui roule sous le doigt, au creux du coude
Mon épaule cache un plomb de chasse sous la peau depuis vos piqûres
There is a little bead under the skin of my knee
"""

NO_NODULES = """
J'ai mangé des lentilles, et mon genou va bien
Les noyaux des cerises sont sur la table, épaule à 2
"""


def _with(old: str, new: str) -> Vocabulary:
    texts = {name: (ROOT / "config" / "vocabulary" / name).read_text(encoding="utf-8") for name in FILES}
    assert old in texts["fields.toml"]
    return parse_vocabulary({**texts, "fields.toml": texts["fields.toml"].replace(old, new, 1)})


@pytest.mark.parametrize("text", NODULES.strip().splitlines())
def test_a_field_reads_every_word_of_its_slots(text: str) -> None:
    assert told(text) == {"nodule": "present"}


@pytest.mark.parametrize("text", NO_NODULES.strip().splitlines())
def test_what_only_names_the_things_of_a_slot_tells_nothing(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[fields.nodule]", "[fields.nodules]", "fields.nodules.terms"),
        ("<bead> ... <felt>", "<beed> ... <felt>", "slots"),
        ('site = ["', 'site = ["<felt>", "', "slots.site"),
        ("[fields.nodule]", "[fields.nodule]\nwords = []", "fields.nodule.words"),
    ],
)
def test_a_wrong_field_is_refused_with_its_place(old: str, new: str, place: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _with(old, new)
    assert refused.value.file == "vocabulary/fields.toml"
    assert refused.value.key == place


SPOKEN = """
infection:present | Un jus épais dégouline du trou au creux du coude, la manche est raide
infection:present | La rougeur du point grimpe et a passé le pli du coude
fever:present infection:present | Je suis au lit avec trente-huit et demi au thermomètre
fever:resolved infection:resolved | 38,6 la nuit d'après, 36,7 depuis lundi
fever:present infection:present | 38,6 tous les soirs et 36,7 le matin
fever:present infection:present | Impossible de faire mieux, la température ne redescend pas sous 38,4
necrosis:present | La peau du point est comme du charbon, grande comme un ongle
malaise:present | Le plancher ondule sous moi quand je me lève
malaise:present | Je suis tombée dans les pommes chez vous après l'aiguille
other:present | L'estomac à l'envers depuis les injections
other:present | Des décharges dans la cuisse depuis lundi
other:present | Plus aucun appétit depuis la séance
nodule:present | Ma petite bille sous la peau pousse à vue d'œil
other:present | Je n'arrive plus à reprendre mon air depuis que je suis rentrée
other:present | Une sangle me serre le thorax et ne me lâche plus depuis ce matin
other:present | Mes orteils ne bougent plus depuis hier
other:present | Les mots se mélangent et sortent à l'envers depuis midi
other:present | Je ne peux plus monter une marche sans chercher mon souffle
other:present | Mes jambes refusent de me porter depuis midi
nodule:absent | Rien de dur sous la peau
other:absent | Point de nausée, chère Madame
"""

SOMETHING_ELSE = """
La fièvre du carnaval a gagné la ville, genou à 2
Ma voisine m'a raconté être montée à 39, moi je suis à 3
Le robinet de la cave goutte, je l'ai réparé, dos à 2
La rougeur du couchant s'étendait sur l'étang, dos à 3
Je pus enfin marcher, cher docteur, genou à 2
Des fourmis ont pris la cuisine d'assaut, épaule à 2
La nouvelle m'a coupé les jambes, genou à 2
Mes enfants m'étouffent de baisers, dos à 2
J'ai le cœur serré au départ de mon fils, nuque à 2
Trois heures de boules avec les copains, épaule à 1
"""


GROWING = """
La petite boule mesurait 4 mm lundi, elle en fait 11 ce soir
Le nodule du coude prend deux millimètres par jour
"""


@pytest.mark.parametrize("line", SPOKEN.strip().splitlines())
def test_what_a_field_tells_is_read(line: str) -> None:
    wanted, text = line.split(" | ")
    assert told(text) == dict(one.split(":") for one in wanted.split())


@pytest.mark.parametrize("text", SOMETHING_ELSE.strip().splitlines())
def test_what_only_sounds_like_a_field_tells_nothing(text: str) -> None:
    assert told(text) == {}


def test_a_relative_whose_needle_it_is_writes_for_the_patient() -> None:
    text = "Mon mari a la peau violette autour du point et crie de douleur, insupportable"
    assert told(text) == {"necrosis": "present"}
    assert read(text).needs_human


@pytest.mark.parametrize("text", GROWING.strip().splitlines())
def test_a_lump_that_grows_in_numbers_is_of_the_same_day(text: str) -> None:
    assert told(text) == {"nodule": "present"}
    assert read(text).urgency.code == "same_day"
