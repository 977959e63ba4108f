"""From a raw message to the patient's own words, and what kind of message it is."""

from vigil.replies.words.message import Attachment, Bounce, Problem, ReadMessage
from vigil.replies.words.own_text import OwnText
from vigil.replies.words.reading import read_message

__all__ = ["Attachment", "Bounce", "OwnText", "Problem", "ReadMessage", "read_message"]
