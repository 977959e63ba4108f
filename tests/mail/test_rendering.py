from datetime import timedelta

import pytest

from vigil.domain.errors import ConfigurationError, Refused
from vigil.domain.ladder import Rung
from vigil.domain.words import Language, Urgency
from vigil.mail.contexts import AlertContext, DigestContext, DigestItem, Mail, MailContext, PatientContext
from vigil.mail.rendering import Rendered, Renderer
from vigil.mail.texts import TextBundle
from vigil.mail.wording import dialled, spoken

CLAIRE = PatientContext("Cabinet", "03 80", "https://v.example/r/1", "https://v.example/o/1", first_name="Claire & Co")


def bundle(text: str, html: str = "", subject: str = "S", mail: Mail = Mail.FOLLOWUP, **base: str) -> TextBundle:
    files = {f"{mail}/fr/subject.txt": subject, f"{mail}/fr/body.txt": text, f"{mail}/fr/body.html": html}
    files |= {f"_base/{name}.txt": source for name, source in base.items()}
    return TextBundle(mail, Language.FR, tuple(sorted(files.items())))


def render(text: str, html: str = "", subject: str = "S", context: MailContext = CLAIRE, **base: str) -> Rendered:
    mail = Mail.FOLLOWUP if isinstance(context, PatientContext) else Mail.DIGEST
    return Renderer().render(bundle(text, html, subject, mail, **base), context)


def test_only_html_is_escaped() -> None:
    rendered = render("{{ first_name }}", "{{ first_name }}", "{{ first_name }}\n")
    assert rendered == Rendered("Claire & Co", "Claire & Co", "Claire &amp; Co")


def test_a_bundle_is_compiled_once() -> None:
    renderer = Renderer()
    renderer.render(bundle("a"), CLAIRE)
    renderer.render(bundle("a"), CLAIRE)
    renderer.render(bundle("b"), CLAIRE)
    assert len(renderer._compiled) == 2


def test_a_frame_that_was_compiled_for_another_mail_is_written_as_it_stands_in_this_one() -> None:
    framed = "{% extends '_base/frame.txt' %}{% block body %}{{ link }}{% endblock %}"
    assert render(framed, frame="Old: {% block body %}{% endblock %}").text == "Old: https://v.example/r/1"
    assert render(framed, frame="New: {% block body %}{% endblock %}").text == "New: https://v.example/r/1"
    assert render(framed, frame="Old: {% block body %}{% endblock %}").text == "Old: https://v.example/r/1"


def test_a_frame_of_both_languages_speaks_that_of_the_mail() -> None:
    french = bundle("{% include '_base/since.txt' %}", mail=Mail.ALERT, since="{{ waiting|spoken }}")
    english = TextBundle(Mail.ALERT, Language.EN, tuple((n.replace("/fr/", "/en/"), s) for n, s in french.files))
    context = AlertContext("Dr", "C", Urgency.EMERGENCY, "R", timedelta(days=3), "https://v.example/a", Rung.PHYSICIAN)
    texts = [Renderer().render(one, context).text for one in (french, english)]
    assert texts == ["3\u00a0jours", "3\u00a0days"]


def test_an_unknown_name_is_refused_even_where_no_mail_would_show_it() -> None:
    with pytest.raises(
        ConfigurationError, match=r"followup/fr/body\.txt: line 2 is 'diagnosis'; allowed: one of also_before"
    ):
        render("{% if minutes > 100 %}\n{{ diagnosis }}{% endif %}")


@pytest.mark.parametrize(
    ("source", "place", "told"),
    [
        ("a\n{{ first_name.surname }}", "line 2 is '{{ first_name.surname }}'", "surname"),
        ("a\n\n{{ minutes / 0 }}", "line 3 is '{{ minutes / 0 }}'", "division by zero"),
        ("{{ first_name.__class__ }}", "line 1", "unsafe"),
        ("{% if link %}", "line 1", "Unexpected end of template"),
        ("{{ link|nosuch }}", "line 1", "nosuch"),
        ("{% for i in range(10000000) %}{% endfor %}", "line 1", "Range too big"),
    ],
)
def test_a_fault_in_a_template_names_file_line_and_reason(source: str, place: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        render(source)
    assert str(refused.value).startswith("followup/fr/body.txt: ")
    assert place in str(refused.value)
    assert told in str(refused.value)


def test_a_fault_in_a_base_file_names_the_base_file() -> None:
    with pytest.raises(ConfigurationError, match=r"_base/sum\.txt: line 2"):
        render('{% include "_base/sum.txt" %}', sum="a\n{{ minutes / 0 }}")


def test_a_mail_is_filled_with_its_own_kind_of_context() -> None:
    with pytest.raises(TypeError, match="DigestContext"):
        Renderer().render(bundle("a", mail=Mail.DIGEST), CLAIRE)


@pytest.mark.parametrize("name", ["Claire\nBcc: x@y.example", "Claire\x00", "a\u2028b"])
def test_a_name_is_never_two_lines(name: str) -> None:
    with pytest.raises(Refused, match="first_name"):
        PatientContext("C", "0", "l", "u", first_name=name).variables()


def test_typographic_spaces_are_welcome_in_a_context() -> None:
    assert PatientContext("C", "03\u00a080\u202f00", "l", "u").variables()["clinic_phone"] == "03\u00a080\u202f00"


def item(urgency: Urgency, hours: int, reference: str) -> DigestItem:
    return DigestItem(urgency, reference, timedelta(hours=hours), "https://v.example/a", "EVA 9")


def test_a_digest_drops_the_datum_unless_the_recipient_is_secure() -> None:
    items = (item(Urgency.SAME_DAY, 1, "A"),)
    source = "{% for item in items %}{{ item.reference }}[{{ item.datum }}]{% endfor %}"
    assert render(source, context=DigestContext("Dr", "C", "l", items)).text == "A[]"
    assert render(source, context=DigestContext("Dr", "C", "l", items, is_secure=True)).text == "A[EVA 9]"


def test_a_digest_ranks_by_urgency_then_by_waiting() -> None:
    items = (
        item(Urgency.WITHIN_72H, 9, "D"),
        item(Urgency.SAME_DAY, 1, "C"),
        item(Urgency.EMERGENCY, 0, "A"),
        item(Urgency.SAME_DAY, 5, "B"),
    )
    source = "{% for item in items %}{{ item.reference }}{% endfor %}"
    assert render(source, context=DigestContext("Dr", "C", "l", items)).text == "ABCD"


def test_an_alert_gives_templates_the_words_of_files() -> None:
    context = AlertContext("Dr", "C", Urgency.SAME_DAY, "R", timedelta(0), "l", Rung.COLLEAGUE)
    assert context.variables() | {"urgency": "same_day", "rung": "colleague"} == context.variables()


@pytest.mark.parametrize(
    ("length", "french", "english"),
    [
        (timedelta(seconds=59), "moins d’une minute", "less than a minute"),
        (timedelta(minutes=1), "1\u00a0min", "1\u00a0min"),
        (timedelta(minutes=59, seconds=59), "59\u00a0min", "59\u00a0min"),
        (timedelta(hours=1), "1\u00a0h", "1\u00a0h"),
        (timedelta(hours=47, minutes=59), "47\u00a0h", "47\u00a0h"),
        (timedelta(hours=48), "2\u00a0jours", "2\u00a0days"),
        (timedelta(days=9, hours=23), "9\u00a0jours", "9\u00a0days"),
    ],
)
def test_a_waiting_time_is_spoken(length: timedelta, french: str, english: str) -> None:
    assert (spoken(length, "fr"), spoken(length, "en")) == (french, english)


@pytest.mark.parametrize(("written", "number"), [("03 80 00 00 00", "0380000000"), ("+33 (3) 80.00", "+33380" + "00")])
def test_a_number_is_dialled_without_its_spaces(written: str, number: str) -> None:
    assert dialled(written) == number
