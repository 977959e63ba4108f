"""The inverse of reading: the fields of a form that say these answers, to show a form filled in again."""

from collections import defaultdict

from vigil.domain.answers import Answers, ReactionAnswer
from vigil.replies.questionnaire import eva_field
from vigil.replies.questions import NONE, UNKNOWN
from vigil.replies.reaction_options import option_of


def form_fields(answers: Answers) -> dict[str, list[str]]:
    """The fields that ``read_form`` reads as the same answers; a field without a value is left out."""
    fields: dict[str, list[str]] = defaultdict(list)
    fields["danger"] = sorted(answers.danger_signs) + [NONE] * answers.has_no_danger_sign
    fields["past"] = sorted(answers.past_signs) + [NONE] * answers.has_no_past_sign
    fields["reaction"] = [NONE] * answers.has_no_reaction
    for eva in answers.evas:
        fields[eva_field(eva.course_id)] = [str(eva.eva) if eva.eva else UNKNOWN]
    for reaction in answers.reactions:
        _add_reaction(fields, reaction)
    for name in ("care", "pain_relief", "news"):
        fields[name] = sorted(getattr(answers, name))
    for name in ("pain_since", "impression", "analgesic_use"):
        fields[name] = [value] if (value := getattr(answers, name)) else []
    if answers.wants_call is not None:
        fields["call"] = ["yes" if answers.wants_call else "no"]
    fields["words"] = [answers.words]
    return {name: [str(value) for value in values] for name, values in fields.items() if any(values)}


def _add_reaction(fields: dict[str, list[str]], reaction: ReactionAnswer) -> None:
    if reaction.is_earlier:
        fields[f"earlier.{reaction.code}"] = [reaction.evolution] if reaction.evolution else []
        return
    option = option_of(reaction)
    fields["reaction"].append(option.key)
    fields[f"onset.{option.key}"] = [reaction.onset] if reaction.onset else []
    fields[f"now.{option.key}"] = [reaction.evolution] if reaction.evolution else []
    fields[f"bother.{option.key}"] = [reaction.bother] if reaction.bother else []
    fields[f"signs.{option.key}"] = sorted(reaction.signs - option.stated)
    fields[f"count.{option.key}"] = [str(reaction.count)] if reaction.count else []
