"""The closed vocabularies of what comes in by mail."""

from enum import StrEnum


class Fate(StrEnum):
    """What became of one message."""

    REPORT = "report"  # kept as an answer to its ask
    OPT_OUT = "opt_out"  # nothing but the wish to be written to no more
    PROVISIONAL = "provisional"  # whose it is has to be confirmed first
    TO_PERSON = "to_person"  # a person has to read it and act
    REJECTED = "rejected"  # a person said that it is not this patient's
    AUTO_REPLY = "auto_reply"
    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCE = "soft_bounce"
    STRAY_BOUNCE = "stray_bounce"  # about no message of ours
    OWN = "own"  # a mail of ours that came back to us
    FAILED = "failed"  # a fault of ours: a person has to read it


class MatchedBy(StrEnum):
    """How the patient of a message was found, the surest first."""

    TOKEN = "token"  # noqa: S105  # a word, no secret
    REFERENCE = "reference"
    SENDER = "sender"
    NOTHING = ""


class Unmatched(StrEnum):
    """Why a person has to say whose a message is, or to which question it belongs."""

    UNKNOWN_SENDER = "unknown_sender"
    SHARED_ADDRESS = "shared_address"
    NO_OPEN_ASK = "no_open_ask"
    SEVERAL_ASKS = "several_asks"
    FROM_STAFF = "from_staff"
    PATIENT_GONE = "patient_gone"
