"""The nouns that rules put into their sentences, in lower case."""

from vigil.domain.findings import Bilingual
from vigil.domain.words import Evolution, Impression, News, ReactionCode, RiskFactor, Sign

SIGN = {
    Sign.BREATHING: Bilingual("difficulté à respirer", "trouble breathing"),
    Sign.CHEST_PAIN: Bilingual("douleur thoracique", "chest pain"),
    Sign.FACE_SWELLING: Bilingual(
        "gonflement du visage, de la langue ou de la gorge", "swelling of face, tongue or throat"
    ),
    Sign.URTICARIA: Bilingual("urticaire généralisée", "generalised hives"),
    Sign.SEPSIS: Bilingual("fièvre ou frissons avec signes locaux", "fever or rigors with local signs"),
    Sign.NEUROLOGICAL: Bilingual("déficit neurologique", "neurological deficit"),
    Sign.UNCONTROLLED_BLEEDING: Bilingual("saignement non contrôlé", "uncontrolled bleeding"),
    Sign.SKIN_DISCOLOURATION: Bilingual("peau violette ou noire", "purple or black skin"),
    Sign.FAINTING: Bilingual("perte de connaissance", "loss of consciousness"),
    Sign.SWELLING: Bilingual("gonflement", "swelling"),
    Sign.SPREADING: Bilingual("qui s’étend", "spreading"),
    Sign.WARMTH: Bilingual("chaude", "warm"),
    Sign.DISCHARGE: Bilingual("écoulement", "discharge"),
    Sign.LARGER_THAN_PALM: Bilingual("plus grand que la paume", "larger than the palm"),
    Sign.HARD: Bilingual("dur", "hard"),
    Sign.EVERYWHERE: Bilingual("partout", "everywhere"),
    Sign.NON_HEALING: Bilingual("ne guérit pas", "does not heal"),
}

REACTION = {
    ReactionCode.PAIN_REBOUND: Bilingual("rebond douloureux", "pain rebound"),
    ReactionCode.INJECTION_SITE_PAIN: Bilingual("douleur aux points d’injection", "injection site pain"),
    ReactionCode.HAEMATOMA: Bilingual("hématome", "haematoma"),
    ReactionCode.ITCHING: Bilingual("démangeaisons", "itching"),
    ReactionCode.REDNESS: Bilingual("rougeur", "redness"),
    ReactionCode.FLUSH: Bilingual("bouffée de chaleur", "flush"),
    ReactionCode.BLEEDING: Bilingual("saignement", "bleeding"),
    ReactionCode.NODULE: Bilingual("nodule ou induration", "nodule or induration"),
    ReactionCode.INFECTION: Bilingual("infection (suspectée)", "infection (suspected)"),
    ReactionCode.ALLERGIC_REACTION: Bilingual("réaction allergique (suspectée)", "allergic reaction (suspected)"),
    ReactionCode.MALAISE: Bilingual("malaise", "malaise"),
    ReactionCode.NECROSIS: Bilingual("nécrose cutanée (suspectée)", "skin necrosis (suspected)"),
    ReactionCode.FEVER: Bilingual("fièvre", "fever"),
    ReactionCode.FATIGUE: Bilingual("fatigue", "fatigue"),
    ReactionCode.OTHER: Bilingual("autre réaction", "other reaction"),
    ReactionCode.NONE_REPORTED: Bilingual("aucune réaction signalée", "no reaction reported"),
}

RISK = {
    RiskFactor.ANTICOAGULANT: Bilingual("anticoagulant", "anticoagulant"),
    RiskFactor.ANTIPLATELET: Bilingual("antiagrégant plaquettaire", "antiplatelet"),
    RiskFactor.COAGULOPATHY: Bilingual("trouble de la coagulation", "coagulation disorder"),
    RiskFactor.CAPILLARY_FRAGILITY: Bilingual("fragilité capillaire", "capillary fragility"),
    RiskFactor.IMMUNOSUPPRESSION: Bilingual("immunodépression", "immunosuppression"),
    RiskFactor.UNSTABLE_AUTOIMMUNE: Bilingual("maladie auto-immune instable", "unstable autoimmune disease"),
    RiskFactor.DIABETES: Bilingual("diabète", "diabetes"),
    RiskFactor.PREGNANCY: Bilingual("grossesse", "pregnancy"),
    RiskFactor.BREASTFEEDING: Bilingual("allaitement", "breastfeeding"),
    RiskFactor.NO_CONTRACEPTION: Bilingual("pas de contraception", "no contraception"),
    RiskFactor.ASPIRIN_SENSITIVE_ASTHMA: Bilingual("asthme à l’aspirine", "aspirin-sensitive asthma"),
    RiskFactor.ALLERGY_LOCAL_ANAESTHETIC: Bilingual(
        "allergie aux anesthésiques locaux", "allergy to local anaesthetics"
    ),
    RiskFactor.ALLERGY_NSAID: Bilingual("allergie aux anti-inflammatoires", "allergy to NSAIDs"),
    RiskFactor.ALLERGY_CHLORHEXIDINE: Bilingual("allergie à la chlorhexidine", "allergy to chlorhexidine"),
    RiskFactor.ALLERGY_PRESERVATIVE: Bilingual("allergie à un conservateur", "allergy to a preservative"),
    RiskFactor.ALLERGY_OTHER: Bilingual("autre allergie", "other allergy"),
    RiskFactor.SKIN_DISEASE_ON_ZONE: Bilingual("maladie de peau sur la zone", "skin disease on the zone"),
    RiskFactor.PREVIOUS_REACTION: Bilingual("réaction antérieure", "previous reaction"),
    RiskFactor.PREVIOUS_DEFICIT: Bilingual("déficit antérieur connu", "known previous deficit"),
}

EVOLUTION = {
    Evolution.GONE: Bilingual("terminé", "over"),
    Evolution.FADING: Bilingual("en diminution", "fading"),
    Evolution.SAME: Bilingual("inchangé", "unchanged"),
    Evolution.GROWING: Bilingual("en augmentation", "growing"),
}

IMPRESSION = {
    Impression.VERY_MUCH_IMPROVED: Bilingual("beaucoup mieux", "very much improved"),
    Impression.MUCH_IMPROVED: Bilingual("mieux", "much improved"),
    Impression.A_LITTLE_IMPROVED: Bilingual("un peu mieux", "a little improved"),
    Impression.UNCHANGED: Bilingual("pareil", "unchanged"),
    Impression.A_LITTLE_WORSE: Bilingual("un peu moins bien", "a little worse"),
    Impression.MUCH_WORSE: Bilingual("moins bien", "much worse"),
    Impression.VERY_MUCH_WORSE: Bilingual("beaucoup moins bien", "very much worse"),
}

NEWS = {
    News.MEDICINE: Bilingual("nouveau médicament", "new medicine"),
    News.ILLNESS: Bilingual("maladie", "illness"),
    News.WOUND: Bilingual("plaie", "wound"),
    News.PREGNANCY: Bilingual("grossesse possible", "possible pregnancy"),
    News.BREASTFEEDING: Bilingual("allaitement", "breastfeeding"),
    News.COMPETITION: Bilingual("compétition", "competition"),
}

WHY_READ = {
    "urgent": Bilingual("signe d'alerte", "a sign of danger"),
    "could_be_urgent": Bilingual("peut-être urgent", "could be urgent"),
    "danger_word_not_read": Bilingual("mot d'alerte hors contexte", "a word of danger out of context"),
    "question": Bilingual("question posée", "a question"),
    "appointment": Bilingual("rendez-vous", "an appointment"),
    "stop_treatment": Bilingual("souhaite arrêter les soins", "wants to stop the treatment"),
    "uneasy": Bilingual("inquiétude", "worry"),
    "contradictory": Bilingual("propos contradictoires", "contradicts itself"),
    "contradicts_answer": Bilingual("contredit la réponse déjà donnée", "contradicts what was answered before"),
    "unsure": Bilingual("lecture incertaine", "an unsure reading"),
    "score_to_be_confirmed": Bilingual("EVA à confirmer", "a score to be confirmed"),
    "which_course": Bilingual("EVA de quelle cure ?", "a score of which course?"),
    "not_understood": Bilingual("non compris", "not understood"),
    "words_that_no_rule_has_read": Bilingual("mots inconnus", "unknown words"),
    "written_for_the_patient": Bilingual("écrit par un proche", "written by a relative"),
    "fever_that_has_passed": Bilingual("fièvre passée", "a fever that has passed"),
    "a_bleeding_that_may_go_on": Bilingual("saignement à préciser", "a bleeding that may go on"),
    "not_ticked": Bilingual("dit ce que le formulaire ne coche pas", "says what the form does not tick"),
    "too_long_to_read_whole": Bilingual("trop long", "too long"),
    "partly_unread": Bilingual("message en partie illisible", "a message that was read in part"),
    "photos": Bilingual("photos jointes", "photos attached"),
    "opt_out": Bilingual("ne veut plus de messages", "wants no more messages"),
}
"""Why a person has to read words that a program has read, by the code that ``WordsRead`` holds."""
