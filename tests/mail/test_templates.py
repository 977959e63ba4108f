"""Every mail that is shipped, in every language, held to the promises."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from vigil.domain.words import Language
from vigil.mail.contexts import DigestContext, Mail, PatientContext
from vigil.mail.promises import check_bundle
from vigil.mail.rendering import Renderer
from vigil.mail.samples import load_sample
from vigil.mail.texts import PARTS, load_all, load_bundle
from vigil.mail.visible import read_html

FOLDER = Path(__file__).parents[2] / "templates" / "email"
EVERY = [pytest.param(mail, language, id=f"{mail}-{language}") for mail in Mail for language in Language]
FOR_PATIENTS = [
    pytest.param(mail, language, id=f"{mail}-{language}")
    for mail in Mail
    if mail.is_for_patient
    for language in Language
]


@pytest.mark.parametrize(("mail", "language"), EVERY)
def test_every_mail_keeps_its_promises(mail: Mail, language: Language) -> None:
    assert check_bundle(load_bundle(FOLDER, mail, language)) == []


@pytest.mark.parametrize(("mail", "language"), EVERY)
def test_every_mail_has_all_its_files_and_no_others(mail: Mail, language: Language) -> None:
    found = {path.name for path in (FOLDER / mail / language).iterdir()}
    assert found == {*PARTS, "sample.toml"}


def test_the_folder_holds_the_known_mails_and_no_file_that_nobody_uses() -> None:
    used = {name for bundle in load_all(FOLDER).values() for name, _ in bundle.files}
    shipped = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*") if path.name != "sample.toml"}
    assert shipped == used


@pytest.mark.parametrize(("mail", "language"), EVERY)
def test_every_sample_fills_its_mail_without_a_leftover(mail: Mail, language: Language) -> None:
    rendered = Renderer().render(load_bundle(FOLDER, mail, language), load_sample(FOLDER, mail, language))
    for part in (rendered.subject, rendered.text, rendered.html):
        assert part
        assert not re.search(r"\{\{|\}\}|\{%|%\}|None|\(\)", part)
    assert "\n\n\n" not in rendered.text
    assert rendered.text == rendered.text.strip()


@pytest.mark.parametrize(("mail", "language"), FOR_PATIENTS)
def test_a_patient_mail_shows_every_value_of_its_sample(mail: Mail, language: Language) -> None:
    sample = load_sample(FOLDER, mail, language)
    assert isinstance(sample, PatientContext)
    rendered = Renderer().render(load_bundle(FOLDER, mail, language), sample)
    links = read_html(rendered.html).links
    assert {sample.link, sample.unsubscribe_link} <= set(links)
    assert sample.clinic_name in rendered.text
    assert f"tel:{re.sub(' ', '', sample.clinic_phone)}" in links
    assert {"tel:15", "tel:112", "sms:114"} <= set(links)
    assert sample.first_name in rendered.text
    assert sample.first_name not in rendered.subject
    for appointment in sample.appointments:
        assert appointment in rendered.text


@pytest.mark.parametrize(("mail", "language"), FOR_PATIENTS)
def test_a_hostile_name_stays_text(mail: Mail, language: Language) -> None:
    sample = load_sample(FOLDER, mail, language)
    assert isinstance(sample, PatientContext)
    hostile = replace(sample, first_name="<img src=x onerror=alert(1)>", clinic_name='"><script>{{ 7 * 7 }}')
    html = Renderer().render(load_bundle(FOLDER, mail, language), hostile).html
    assert read_html(html).fetches == []
    assert "49" not in html


@pytest.mark.parametrize("language", list(Language))
def test_a_digest_lists_the_worst_first_and_counts_what_it_leaves_out(language: Language) -> None:
    sample = load_sample(FOLDER, Mail.DIGEST, language)
    assert isinstance(sample, DigestContext)
    bundle = load_bundle(FOLDER, Mail.DIGEST, language)
    text = Renderer().render(bundle, sample).text
    places = [text.index(reference) for reference in ("K7-4F2", "B2-9QX", "M4-1TD")]
    assert places == sorted(places)
    many = Renderer().render(bundle, replace(sample, items=sample.items * 11))
    assert many.subject.startswith("33 ")
    assert re.search(r"\b3 (autres|more)", many.text)


def test_samples_use_invented_addresses() -> None:
    for path in FOLDER.rglob("sample.toml"):
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        links = re.findall(r"https://([^/\"']+)", repr(values))
        assert links, path
        assert all(host.endswith(".example") for host in links), path
