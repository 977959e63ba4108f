"""The promises that every mail keeps, checked on a filled bundle; what is broken comes back as sentences.

``vigil check`` and the editor of texts use it, and a test sweeps the shipped templates.
"""

import re
from dataclasses import replace
from datetime import timedelta

from vigil.domain.errors import VigilError
from vigil.domain.faults import Fault
from vigil.domain.ladder import Rung
from vigil.domain.words import Language, Urgency
from vigil.mail.contexts import (
    AccountContext,
    AlertContext,
    DigestContext,
    DigestItem,
    FaultContext,
    Mail,
    MailContext,
    PatientContext,
)
from vigil.mail.rendering import Rendered, Renderer
from vigil.mail.texts import PARTS, TextBundle, words_outside_blocks
from vigil.mail.visible import Visible, read_html, words_of

MAX_HTML_BYTES = 20_000
MAX_SUBJECT = 70

_TREATMENT = (
    r"m[ée]soth[ée]rap\w*|inject\w*|infiltrat\w*|piq[uû]\w*|needle\w*|aiguille\w*|th[ée]rap\w*|"
    r"douleur\w*|douloureu\w*|antidouleur\w*|antalgi\w*|analges\w*|pain\w*|algolog\w*|(?-i:EVA)|"
    r"dos|lombai\w*|lombalg\w*|sciati\w*|arthros\w*|arthrit\w*|cancer\w*|patholog\w*"
)
_HEALTH = (
    r"s[ée]ances?|sessions?|cures?|soins?|soign\w*|traite\w*|treat\w*|mal au|sore|soreness|"
    r"r[ée]actions?|effets? ind[ée]sirables?|side effects?|sympt[oô]m\w*|complicat\w*|"
    r"h[ée]matom\w*|haematom\w*|bleus?|bruis\w*|d[ée]mangeais\w*|itch\w*|rougeurs?|redness|flush\w*|bouff[ée]es?|"
    r"saigne\w*|bleed\w*|nodules?|boules?|lumps?|infect\w*|allerg\w*|malaises?|n[ée]cros\w*|fi[èe]vre\w*|fever\w*|"
    r"fatigue\w*|enfl\w*|gonfl\w*|swell\w*|maladies?|illness\w*|disease\w*|diagnos\w*|scores?|zones?|"
    r"m[ée]dicament\w*|medicine\w*|medication\w*|drugs?|produits?|products?|calciton\w*|lidoca\w*|cortico\w*|"
    r"anti-?inflammato\w*|aspirin\w*|parac[ée]tamol|anticoag\w*|genou\w*|knee\w*|[ée]paules?|shoulders?"
)
_BETRAYING = re.compile(rf"(?<!\w)(?:{_TREATMENT})(?!\w)", re.IGNORECASE)
_HEALTH_WORDS = re.compile(rf"(?<!\w)(?:{_TREATMENT}|{_HEALTH})(?!\w)", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_PLAIN_SPACE = re.compile(r" [:;!?»]|« |(?<=\w)[;!?](?=\s|$)|(?<=[^\W\d]):(?=\s|$)", re.MULTILINE)

_PATIENT_SAYS = {
    Language.FR: (
        ("how long it takes", r"\b7 minutes\b"),
        ("that it is not an emergency service", r"pas un service d[’']urgence"),
        ("to call 15 or 112", r"\b15 ou le 112\b"),
        ("114 by SMS", r"\b114 par SMS\b"),
        ("that answers are not read continuously", r"ne sont pas lues en continu"),
    ),
    Language.EN: (
        ("how long it takes", r"\b7 minutes\b"),
        ("that it is not an emergency service", r"not an emergency service"),
        ("to call 15 or 112", r"\b15 or 112\b"),
        ("114 by text", r"\btext 114\b"),
        ("that answers are not read continuously", r"not read continuously"),
    ),
}


_NOT_READ = re.compile(
    r"réponse à cet e-mail ne ser\w+ pas lue|ne répondez pas à cet|replies to this e-mail are not read", re.IGNORECASE
)


def health_words(text: str) -> list[str]:
    """The words of a mail's text that tell a stranger of a treatment, an illness or a body part."""
    return [match[0] for match in _HEALTH_WORDS.finditer(words_of(text))]


def betraying_words(name: str) -> list[str]:
    """The words of a clinic's or sender's name that betray what people come for; narrower, since names are names."""
    return [match[0] for match in _BETRAYING.finditer(words_of(name))]


def check_bundle(bundle: TextBundle, renderer: Renderer | None = None) -> list[str]:
    """Every promise that the bundle breaks, as sentences; an empty list when it keeps them all."""
    renderer = renderer or Renderer()
    broken: list[str] = []
    for context in probes(bundle.mail):
        try:
            rendered = renderer.render(bundle, context)
        except VigilError as error:
            return [str(error)]
        broken += _broken(bundle, context, rendered)
    broken += _unread(bundle)
    place = f"{bundle.mail}/{bundle.language}"
    return [f"{place}: {sentence}" for sentence in dict.fromkeys(broken)]


def probes(mail: Mail) -> tuple[MailContext, ...]:
    """Contexts with every option on and off, and values that cannot be mistaken for the text's own."""
    if mail.is_for_patient:
        bare = PatientContext("Xclinic", "0 700 700", "https://x.example/l", "https://x.example/u", minutes=7)
        full = replace(bare, first_name="Xfirst", appointments=("XdayA",), also_before_link="https://x.example/b")
        read = replace(full, reads_replies=True)
        several = replace(full, appointments=("XdayA", "XdayB"))
        return bare, full, several, read, replace(read, invites_replies=True)
    if mail.is_for_account:
        return (AccountContext("Xstaff", "Xclinic", "https://x.example/s", "Xday"),)
    if mail is Mail.FAULT:
        return tuple(FaultContext("Xstaff", "Xclinic", fault, "Xday", "https://x.example/d") for fault in Fault)
    if mail is Mail.ALERT:
        waiting, link = timedelta(minutes=7), "https://x.example/a"
        return tuple(
            AlertContext("Xstaff", "Xclinic", urgency, "XREF", waiting, link, rung)
            for urgency in Urgency
            for rung in Rung
        )
    items = tuple(
        DigestItem(urgency, f"XREF{urgency.value}", timedelta(hours=7), f"https://x.example/a{urgency.value}", "Xdatum")
        for urgency in Urgency
    )
    few = DigestContext("Xstaff", "Xclinic", "https://x.example/list", items)
    return few, replace(few, is_secure=True), replace(few, items=items[:1]), replace(few, items=items * 10)


def _broken(bundle: TextBundle, context: MailContext, rendered: Rendered) -> list[str]:
    seen = read_html(rendered.html)
    broken = _of_any(bundle, rendered, seen) + _says_the_same(rendered, seen)
    if isinstance(context, PatientContext):
        return broken + _of_patient(bundle.language, context, rendered)
    if isinstance(context, AlertContext):
        return broken + _lacking(
            rendered.text, {"link": context.link, "reference": "XREF", "waiting time": "7\u00a0min"}
        )
    if isinstance(context, AccountContext):
        return broken + _lacking(rendered.text, {"link": context.link, "until": context.until})
    if isinstance(context, FaultContext):
        return broken + _lacking(rendered.text, {"link": context.link, "since": context.since})
    return broken + _of_digest(context, rendered)


def _unread(bundle: TextBundle) -> list[str]:
    """Words of its own files that no frame takes up: whoever wrote them would miss them in every mail."""
    names = {part: bundle.part(part) for part in PARTS}
    found = {part: words_outside_blocks(name, bundle.sources[name]) for part, name in names.items()}
    lost = "holds words outside of the blocks, which no mail would show"
    return [f"{part} {lost}: {words!r}." for part, words in found.items() if words]


def _of_any(bundle: TextBundle, rendered: Rendered, seen: Visible) -> list[str]:
    broken = [f"the HTML fetches or runs something: {what}." for what in seen.fetches]
    if seen.language != bundle.language:
        broken.append(f'the HTML says lang="{seen.language}"; allowed: "{bundle.language}".')
    if len(rendered.html.encode()) > MAX_HTML_BYTES:
        broken.append(f"the HTML has {len(rendered.html.encode())} bytes; allowed: {MAX_HTML_BYTES}.")
    if not rendered.subject or "\n" in rendered.subject or len(rendered.subject) > MAX_SUBJECT:
        broken.append(f"the subject {rendered.subject!r} must be one line of 1 to {MAX_SUBJECT} characters.")
    for name, text in _shown(rendered, seen):
        broken += [f"{name} names health data: {word!r}." for word in health_words(text)]
        broken += [f"{name} has a plain or missing space at {at!r}." for at in _misspaced(bundle.language, text)]
    return broken


def _of_patient(language: Language, context: PatientContext, rendered: Rendered) -> list[str]:
    text = words_of(rendered.text)
    broken = [f"it does not say {what}." for what, wanted in _PATIENT_SAYS[language] if not re.search(wanted, text)]
    wanted = {"clinic_name": context.clinic_name, "clinic_phone": context.clinic_phone, "link": context.link}
    wanted |= {"unsubscribe_link": context.unsubscribe_link, "also_before_link": context.also_before_link}
    broken += _lacking(rendered.text, wanted)
    if context.reads_replies and (said := _NOT_READ.search(text)):
        broken.append(f"it says that replies are not read, where they are: {said[0]!r}.")
    if context.first_name and context.first_name in rendered.subject:
        broken.append("the subject holds the patient's name.")
    return broken


def _of_digest(context: DigestContext, rendered: Rendered) -> list[str]:
    wanted = {
        "list_link": context.list_link,
        "reference": "XREF0",
        "waiting time": "7\u00a0h",
        "link": "https://x.example/a0",
    }
    broken = _lacking(rendered.text, wanted)
    if ("Xdatum" in rendered.text + rendered.html + rendered.subject) is not context.is_secure:
        broken.append("an abnormal datum belongs into secure mail, and into no other.")
    return broken


def _lacking(text: str, wanted: dict[str, str]) -> list[str]:
    return [f"it does not show {name}." for name, value in wanted.items() if value not in text]


def _shown(rendered: Rendered, seen: Visible) -> tuple[tuple[str, str], ...]:
    lines = "\n".join(seen.lines)
    return ("the subject", rendered.subject), ("the text", _URL.sub("", rendered.text)), ("the HTML", lines)


def _misspaced(language: Language, text: str) -> list[str]:
    """French wants U+202F before ``; ! ?`` and U+00A0 before ``:`` and inside guillemets."""
    if language is not Language.FR:
        return []
    return [text[max(0, match.start() - 12) : match.end()] for match in _PLAIN_SPACE.finditer(text)]


def _says_the_same(rendered: Rendered, seen: Visible) -> list[str]:
    """Every sentence and web link of the text is in the HTML, and the other way round."""
    web = {link for link in seen.links if not link.startswith(("tel:", "sms:"))}
    text = words_of(_URL.sub(" ", rendered.text))
    html = words_of(" ".join(seen.lines))
    broken = [f"only the HTML says {said!r}." for said in _sentences(seen.lines) if said not in text]
    broken += [f"only the text says {said!r}." for said in _sentences(rendered.text.splitlines()) if said not in html]
    broken += [f"only one of text and HTML links to {link}." for link in web ^ set(_URL.findall(rendered.text))]
    return broken


def _sentences(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        plain = words_of(_URL.sub(" ", line)).removeprefix("- ").rstrip(":").rstrip()
        found += [sentence for sentence in _SENTENCE_END.split(plain) if sentence]
    return found
