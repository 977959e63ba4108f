"""Why a message of the ledger does not simply leave: closed codes, each with a sentence for a secretary."""

from enum import StrEnum

from vigil.domain.findings import Bilingual


class Reason(StrEnum):
    """The codes; ``sentence`` says each in both languages."""

    # Planning: a step that is owed and does not leave as its own message.
    CARRIED = "carried"
    ABSORBED = "absorbed"
    NO_ROOM = "no_room"
    ENTERED_TOO_LATE = "entered_too_late"
    TIME_PASSED = "time_passed"
    NEXT_SESSION_TOO_CLOSE = "next_session_too_close"
    APPOINTMENT_TOO_CLOSE = "appointment_too_close"
    NO_SENDING_HOURS = "no_sending_hours"
    ALREADY_ASKED = "already_asked"
    MOVED_AFTER_SENT = "moved_after_sent"
    HELD_BACK = "held_back"
    RELEASED = "released"
    MOVED_TO_NOW = "moved_to_now"
    # Re-planning: a step that is no longer owed.
    NO_LONGER_OWED = "no_longer_owed"
    SESSION_MISSED = "session_missed"
    SESSION_VOID = "session_void"
    PATIENT_DECEASED = "patient_deceased"
    PATIENT_MERGED = "patient_merged"
    PATIENT_TRANSFERRED = "patient_transferred"
    CHANNEL_CHANGED = "channel_changed"
    # Sending.
    ANSWERED = "answered"
    ALERT_ANSWERED = "alert_answered"
    OVERTAKEN = "overtaken"
    NOT_TO_BE_EMAILED = "not_to_be_emailed"
    WAITS_FOR_ROOM = "waits_for_room"
    WAITS_FOR_HOURS = "waits_for_hours"
    RELAY_TROUBLE = "relay_trouble"
    RECIPIENT_DELAYED = "recipient_delayed"
    RECIPIENT_REFUSED = "recipient_refused"
    MESSAGE_REFUSED = "message_refused"
    GAVE_UP = "gave_up"
    WORKER_LOST = "worker_lost"
    CONNECTION_LOST = "connection_lost"
    CANNOT_BE_WRITTEN = "cannot_be_written"
    CANCELLED_TOO_LATE = "cancelled_too_late"
    DONE_BY_STAFF = "done_by_staff"
    # Telling a practice's software.
    ENDPOINT_TROUBLE = "endpoint_trouble"
    ENDPOINT_GONE = "endpoint_gone"
    ENDPOINT_REMOVED = "endpoint_removed"
    # After sending.
    BOUNCED = "bounced"
    BOUNCED_SOFTLY = "bounced_softly"

    @property
    def sentence(self) -> Bilingual:
        return SENTENCES[self]


SENTENCES: dict[Reason, Bilingual] = {
    Reason.CARRIED: Bilingual(
        "Pas d'envoi séparé : le contenu part avec un autre message.",
        "Not sent on its own: what it says leaves with another message.",
    ),
    Reason.ABSORBED: Bilingual(
        "Relance inutile : un message plus récent la remplace.",
        "No reminder needed: a newer message takes its place.",
    ),
    Reason.NO_ROOM: Bilingual(
        "Non envoyé : le patient reçoit déjà le nombre maximal de messages par jour ou par semaine.",
        "Not sent: the patient already gets the most messages allowed in a day or a week.",
    ),
    Reason.ENTERED_TOO_LATE: Bilingual(
        "Non envoyé : la séance a été saisie trop tard pour ce message.",
        "Not sent: the session was entered too late for this message.",
    ),
    Reason.TIME_PASSED: Bilingual(
        "Non envoyé à temps : le message n'a plus d'utilité.",
        "Not sent in time: the message no longer serves a purpose.",
    ),
    Reason.NEXT_SESSION_TOO_CLOSE: Bilingual(
        "Non envoyé : la séance suivante est trop proche pour poser ces questions avant.",
        "Not sent: the next session is too close to ask these questions before it.",
    ),
    Reason.APPOINTMENT_TOO_CLOSE: Bilingual(
        "Non envoyé : le rendez-vous a été pris trop tard, donnez les consignes de vive voix.",
        "Not sent: the appointment was made too late, give the instructions by word of mouth.",
    ),
    Reason.NO_SENDING_HOURS: Bilingual(
        "Non envoyé : aucune heure d'envoi ne tombe dans le délai utile.",
        "Not sent: no sending hour falls within the useful time.",
    ),
    Reason.ALREADY_ASKED: Bilingual(
        "Non envoyé : le bilan de fin de cure a déjà posé ces questions.",
        "Not sent: the end-of-course questions have already asked this.",
    ),
    Reason.MOVED_AFTER_SENT: Bilingual(
        "Séance déplacée après l'envoi : le message ne part pas une seconde fois.",
        "The session was moved after sending: the message does not leave twice.",
    ),
    Reason.HELD_BACK: Bilingual("Retenu par le cabinet : ne part pas.", "Held back by the practice: not sent."),
    Reason.RELEASED: Bilingual("Rendu à l'envoi par le cabinet.", "Released by the practice."),
    Reason.MOVED_TO_NOW: Bilingual(
        "Avancé par le cabinet : part dès que possible.", "Moved to now by the practice: leaves as soon as it can."
    ),
    Reason.NO_LONGER_OWED: Bilingual(
        "Annulé : le dossier a changé et ce message n'est plus dû.",
        "Cancelled: the record has changed and this message is no longer owed.",
    ),
    Reason.SESSION_MISSED: Bilingual(
        "Annulé : la séance n'a pas eu lieu.", "Cancelled: the session did not take place."
    ),
    Reason.SESSION_VOID: Bilingual(
        "Annulé : la séance a été saisie par erreur.", "Cancelled: the session was entered by mistake."
    ),
    Reason.PATIENT_DECEASED: Bilingual("Annulé : le patient est décédé.", "Cancelled: the patient has died."),
    Reason.PATIENT_MERGED: Bilingual(
        "Annulé : la fiche du patient a été réunie à une autre, qui porte le suivi.",
        "Cancelled: the patient's record was merged into another, which carries the follow-up.",
    ),
    Reason.PATIENT_TRANSFERRED: Bilingual(
        "Annulé : le patient est suivi ailleurs.", "Cancelled: the patient is followed elsewhere."
    ),
    Reason.CHANNEL_CHANGED: Bilingual(
        "Annulé : le patient est joint par une autre voie.", "Cancelled: the patient is reached another way."
    ),
    Reason.ANSWERED: Bilingual("Annulé : le patient a déjà répondu.", "Cancelled: the patient has already answered."),
    Reason.ALERT_ANSWERED: Bilingual(
        "Annulé : l'alerte a été prise en charge.", "Cancelled: somebody has taken the alert on."
    ),
    Reason.OVERTAKEN: Bilingual(
        "Annulé : un message plus récent sur la même alerte le remplace.",
        "Cancelled: a newer message about the same alert takes its place.",
    ),
    Reason.NOT_TO_BE_EMAILED: Bilingual(
        "Annulé : le patient ne doit pas ou plus recevoir d'e-mail.",
        "Cancelled: the patient is not, or no longer, to be e-mailed.",
    ),
    Reason.WAITS_FOR_ROOM: Bilingual(
        "Reporté : le patient a déjà reçu un message aujourd'hui, ou quatre cette semaine.",
        "Put off: the patient has already had a message today, or four this week.",
    ),
    Reason.WAITS_FOR_HOURS: Bilingual("Reporté à la prochaine heure d'envoi.", "Put off to the next sending hour."),
    Reason.RELAY_TROUBLE: Bilingual(
        "Nouvel essai prévu : le serveur d'envoi n'a pas pu le prendre.",
        "To be tried again: the sending server could not take it.",
    ),
    Reason.RECIPIENT_DELAYED: Bilingual(
        "Nouvel essai prévu : la boîte du destinataire est momentanément indisponible.",
        "To be tried again: the recipient's mailbox is unavailable for the moment.",
    ),
    Reason.RECIPIENT_REFUSED: Bilingual(
        "Échec : l'adresse a été refusée. Vérifiez-la avec la personne.",
        "Failed: the address was refused. Check it with the person.",
    ),
    Reason.MESSAGE_REFUSED: Bilingual(
        "Échec : le serveur d'envoi refuse nos messages. L'administrateur doit vérifier ses réglages.",
        "Failed: the sending server refuses our messages. The administrator has to check its settings.",
    ),
    Reason.GAVE_UP: Bilingual(
        "Échec : tous les essais prévus ont été faits.", "Failed: every attempt that was allowed has been made."
    ),
    Reason.WORKER_LOST: Bilingual(
        "Peut-être envoyé : le programme s'est arrêté pendant l'envoi. Un nouvel essai suit.",
        "Perhaps sent: the program stopped while sending. Another attempt follows.",
    ),
    Reason.CONNECTION_LOST: Bilingual(
        "Peut-être envoyé : la connexion a été coupée avant la confirmation. Un nouvel essai suit.",
        "Perhaps sent: the connection was cut before it was confirmed. Another attempt follows.",
    ),
    Reason.CANNOT_BE_WRITTEN: Bilingual(
        "Échec : le texte de ce message n'a pas pu être composé.", "Failed: the text of this message could not be made."
    ),
    Reason.CANCELLED_TOO_LATE: Bilingual(
        "Envoyé : l'annulation est arrivée trop tard.", "Sent: the cancellation came too late."
    ),
    Reason.ENDPOINT_TROUBLE: Bilingual(
        "Nouvel essai prévu : le logiciel du cabinet n'a pas pris la notification.",
        "To be tried again: the practice's software did not take the notification.",
    ),
    Reason.ENDPOINT_GONE: Bilingual(
        "Échec : le logiciel du cabinet dit que cette adresse n'existe plus.",
        "Failed: the practice's software says that this address is no more.",
    ),
    Reason.ENDPOINT_REMOVED: Bilingual(
        "Annulé : l'adresse du logiciel du cabinet a été retirée.",
        "Cancelled: the address of the practice's software was removed.",
    ),
    Reason.DONE_BY_STAFF: Bilingual("Fait par le cabinet.", "Done by the practice."),
    Reason.BOUNCED: Bilingual(
        "Envoyé, puis revenu : l'adresse n'existe pas. Vérifiez-la avec la personne.",
        "Sent, then returned: the address does not exist. Check it with the person.",
    ),
    Reason.BOUNCED_SOFTLY: Bilingual(
        "Envoyé, puis retardé ou revenu : la boîte du destinataire est pleine ou indisponible.",
        "Sent, then delayed or returned: the recipient's mailbox is full or unavailable.",
    ),
}
