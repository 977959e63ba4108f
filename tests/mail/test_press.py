"""What the press writes is to the byte what rendering and composing give."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mail.test_message import HEADING
from vigil.domain.errors import Refused
from vigil.domain.words import Language
from vigil.installed import folder_of
from vigil.mail.contexts import Mail, PatientContext
from vigil.mail.message import compose
from vigil.mail.press import Personal, Press
from vigil.mail.samples import load_sample
from vigil.mail.texts import TextBundle, load_all
from vigil.settings import Settings

EMAILS = folder_of(Settings(home=Path("unused")), "templates") / "email"
BUNDLES = load_all(EMAILS)
LINK = "https://suivi.example/answer/abcdefghijklmnopqrstuvwxyz"
CONTEXT = PatientContext("Cabinet du Parc", "+33 3 80 00 00 00", LINK, LINK.replace("answer", "stop"), 2, "Zoé")

NAME = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs")),
        st.sampled_from("%<&é='_. \u00a0\u202f"),
    ),
    max_size=90,
)


def written(press: Press, bundle: TextBundle, context: PatientContext) -> bytes:
    """What the press writes; it must be what the longer way writes."""
    content = press.write(bundle, HEADING, context)
    assert content == compose(HEADING, press.renderer.render(bundle, context))
    return content


def edited(body: str) -> TextBundle:
    """The follow-up in French as a clinic might have changed it."""
    bundle = BUNDLES[Mail.FOLLOWUP, Language.FR]
    files = {name: body if name == bundle.part("body.txt") else source for name, source in bundle.files}
    return replace(bundle, files=tuple(sorted(files.items())))


PRESS = Press()


@pytest.mark.parametrize(("mail", "language"), BUNDLES, ids=str)
def test_every_mail_is_written_as_it_is_composed(mail: Mail, language: Language) -> None:
    bundle, context = BUNDLES[mail, language], load_sample(EMAILS, mail, language)
    for _ in range(2):
        assert PRESS.write(bundle, HEADING, context) == compose(HEADING, PRESS.renderer.render(bundle, context))


@settings(deadline=None, max_examples=60)
@given(name=NAME, token=st.text("abcxyz234567", max_size=40), is_carrying=st.booleans(), clinic=NAME)
def test_any_name_and_link_is_filled_as_it_is_composed(name: str, token: str, is_carrying: bool, clinic: str) -> None:
    link = LINK + token
    context = replace(CONTEXT, first_name=name, link=link, clinic_name=clinic or "Cabinet")
    context = replace(context, also_before_link=link if is_carrying else "")
    for mail in (Mail.FOLLOWUP, Mail.SAME_DAY):
        written(PRESS, BUNDLES[mail, Language.FR], context)


@settings(deadline=None, max_examples=60)
@given(id=st.uuids(), name=NAME.filter(bool), token=st.text("abcxyz234567", min_size=9, max_size=9))
def test_mails_of_one_run_are_written_as_they_are_composed_one_by_one(id: UUID, name: str, token: str) -> None:
    def of(token: str) -> tuple[str, str]:
        return f"{LINK}{token}", f"{LINK.replace('answer', 'stop')}{token}"

    link, leaving = of("123456789")
    press, heading = PRESS, HEADING._replace(unsubscribe_link=leaving)
    first = replace(CONTEXT, link=link, unsubscribe_link=leaving)
    for mail, language in ((Mail.FOLLOWUP, Language.FR), (Mail.SAME_DAY, Language.EN)):
        bundle = BUNDLES[mail, language]
        run = press.run(bundle, heading, first)
        assert run is not None
        link, leaving = of(token)
        hers = heading._replace(id=id, recipient="lea@home.example", reply_to=f"reply+{token}@vigil.example")
        hers = hers._replace(unsubscribe_link=leaving)
        personal = Personal(id, hers.recipient, hers.reply_to or "", name, link, leaving, "")
        context = replace(first, first_name=name, link=link, unsubscribe_link=leaving)
        assert run.write(personal) == compose(hers, press.renderer.render(bundle, context))


@pytest.mark.parametrize(
    "body",
    [
        "Bonjour {{ first_name|upper }}, {{ link }} {{ unsubscribe_link }}",
        "Bonjour {{ first_name[:2] }} {{ link }} {{ unsubscribe_link }}",
        "{% set name = first_name %}{{ name|length }} {{ link }} {{ unsubscribe_link }}",
        "{% filter upper %}{{ first_name }}{% endfilter %} {{ link }} {{ unsubscribe_link }}",
        "{% set name %}{{ first_name }}{% endset %}{{ name|reverse }} {{ link }} {{ unsubscribe_link }}",
        "{{ 'Zoé' if first_name == 'Zoé' else 'vous' }} {{ link }} {{ unsubscribe_link }}",
        "{% if 'o' in first_name %}oui{% endif %} {{ link }} {{ unsubscribe_link }}",
        "{% for letter in first_name %}{{ letter }}.{% endfor %} {{ link }} {{ unsubscribe_link }}",
        "{{ 'Bonjour ' ~ first_name }} {{ link|length }} {{ unsubscribe_link }}",
        "{% macro g(n) %}{{ n|title }}{% endmacro %}{{ g(first_name) }} {{ link }} {{ unsubscribe_link }}",
        "{% autoescape true %}{{ first_name }}{% endautoescape %} {{ link }} {{ unsubscribe_link }}",
        "{% if not first_name and link %}a{% elif first_name or link %}b{% endif %}{{ link }} {{ unsubscribe_link }}",
        "100 % {{ first_name if first_name else 'vous' }}\r\n{{ link }}\r.\n{{ unsubscribe_link }}  \n",
    ],
)
def test_whatever_a_clinic_does_with_the_name_is_done(body: str) -> None:
    press, bundle = Press(), edited(body)
    for name in ("Zoé", "Léo & <Ana>", ""):
        written(press, bundle, replace(CONTEXT, first_name=name))


def test_another_clinic_or_text_is_another_forme() -> None:
    press = Press()
    first = written(press, BUNDLES[Mail.FOLLOWUP, Language.FR], CONTEXT)
    other = written(press, BUNDLES[Mail.FOLLOWUP, Language.FR], replace(CONTEXT, clinic_name="Cabinet des Quais"))
    assert first != other
    assert written(press, edited("Bonjour {{ link }} {{ unsubscribe_link }}"), CONTEXT) != first


def test_a_name_of_two_lines_is_refused() -> None:
    with pytest.raises(Refused, match="first_name"):
        PRESS.write(BUNDLES[Mail.FOLLOWUP, Language.FR], HEADING, replace(CONTEXT, first_name="Zoé\nBcc: x"))
