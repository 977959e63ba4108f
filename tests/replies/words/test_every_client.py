"""Every reply comes out of every client's way of quoting, letter by letter, whatever the reply looks like."""

import html
import re
from collections.abc import Callable

import pytest

from tests.replies.words.raw import message, multipart, part, quoted
from vigil.replies.words import read_message

REPLIES = {
    "a number": "3",
    "a list": "Bonjour,\n\nVoici mes réponses :\n- douleur : 4/10\n- fièvre : non\n\nCordialement,\nMme Morel",
    "a date and an address": "Depuis le 12 mars 2026 à 10:02 j'ai mal.\nMon mari <paul@x.example> vous a écrit.",
    "numbered": "1) oui\n2) non\n3) 5",
    "lines that begin like an attribution": "Le matin : 6\nLe soir : 3\nLa nuit : 0",
    "a line that looks like a subject": "Objet : rendez-vous\nJe voudrais annuler",
    "somebody wrote": "Quand le Dr Petit m'a vue, il m'a écrit : repos.\nDonc repos.",
    "fields of its own": "Date : 12/03\nDouleur : 3\nA : bras gauche",
    "rules": "----\nDouleur 4\n----",
    "signs": "J'ai mal @ droite < 5 :-)\nTel: 06 11 22 33 44",
    "words of an automatic answer": "Réponse automatique de mon corps : aïe ! 8/10",
    "words of a program": "Envoyé ma photo hier.\nDe mon côté tout va bien.",
    "English": "From 3 to 2 since Tuesday.\nNo fever.",
    "words of a notice": "P.-S. : j'ai arrêté l'aspirine\n\nDestinataire : Dr Martin (confidentiel)",
}
SENT = "Bonjour,\n\nAvez-vous de la fièvre, des rougeurs ?\nVotre douleur de 0 à 10 : …\n\nDr Martin\n03 80 11 22 33"
FROM = "Cabinet de la Gare <contact@gare.example>"
HEADER = f"De : {FROM}\nEnvoyé : lundi 9 février 2026 08:15\nÀ : Claire Morel <c@x.example>\nObjet : Votre suivi\n\n"
ZIMBRA = 'De: "Cabinet"\nÀ: "c" <c@x.example>\nEnvoyé: Lundi 9 Février 2026\nObjet: Suivi\n\n'
ORANGE = '> Message du 09/02/26 08:15\n> De : "Cabinet"\n> A : c@x.example\n> Objet : Suivi\n> \n'
GALAXY = f"-------- Message d'origine --------\nDe : {FROM} \nDate : 09/02/2026 (GMT+01:00) \nObjet : Suivi \n\n"

PLAIN = {
    "no quote": "",
    "marked alone": f"\n\n{quoted(SENT)}",
    "Gmail": f"\n\nLe lun. 9 févr. 2026 à 08:15, {FROM} a\nécrit :\n\n{quoted(SENT)}\n",
    "Outlook": f"\n\n{HEADER}{SENT}",
    "Outlook mobile": f"\n\nObtenir Outlook pour iOS<https://aka.ms/o0ukef>\n{'_' * 32}\n{HEADER}{SENT}",
    "iPhone": f"\n\nEnvoyé de mon iPhone\n\n> Le 9 févr. 2026 à 08:15, {FROM} a écrit :\n> \n{quoted(SENT)}",
    "Yahoo": f"\n\n    Le lundi 9 février 2026 à 08:15:02 UTC+1, {FROM} a écrit :  \n \n {SENT}",
    "Orange, La Poste": f"\n\n\n{ORANGE}{quoted(SENT)}",
    "Thunderbird": f"\nLe 09/02/2026 à 08:15, Cabinet de la Gare a écrit :\n{quoted(SENT)}",
    "old Outlook": f"\n\n-----Message d'origine-----\n{HEADER}{SENT}",
    "Samsung": f"\n\n\nEnvoyé depuis mon appareil Galaxy\n\n\n{GALAXY}{SENT}",
    "Zimbra": f"\n\n{ZIMBRA}{SENT}",
}


def lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>\n")


def blocks(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


WROTE = f"Le lundi 9 février 2026 à 08:15, {html.escape(FROM)} a écrit :<br>"
FIELDS = "<b>De :</b> x<br><b>Envoyé :</b> y<br><b>Objet :</b> z"
RULE = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
CITED = f'<blockquote type="cite">{lines(SENT)}</blockquote>'

MARKUP: dict[str, Callable[[str], str]] = {
    "Gmail": lambda reply: (
        f'{blocks(reply)}<div class="gmail_quote"><div class="gmail_attr">{WROTE}</div>{CITED}</div>'
    ),
    "Outlook web": lambda reply: f'{blocks(reply)}<div id="divRplyFwdMsg">{FIELDS}</div>{lines(SENT)}',
    "Outlook": lambda reply: f"{blocks(reply)}<div style='{RULE}'><p class=MsoNormal>{FIELDS}</p></div>{lines(SENT)}",
    "Yahoo": lambda reply: f'{blocks(reply)}<div class="yahoo_quoted">{WROTE}{lines(SENT)}</div>',
    "Thunderbird": lambda reply: f'{lines(reply)}<br><div class="moz-cite-prefix">{WROTE}</div>{CITED}',
    "Proton": lambda reply: f'{blocks(reply)}<div class="protonmail_quote">{WROTE}<br>{CITED}</div>',
    "iPhone": lambda reply: f'{blocks(reply)}<div dir="ltr">Envoyé de mon iPhone</div>{CITED}',
}


def as_read(reply: str) -> str:
    return re.sub(r"[ \t]+", " ", reply).strip()


@pytest.mark.parametrize("client", PLAIN)
@pytest.mark.parametrize("reply", REPLIES)
def test_a_plain_reply_comes_out_whole(reply: str, client: str) -> None:
    for charset in ("utf-8", "windows-1252"):
        read = read_message(message(part(REPLIES[reply] + PLAIN[client], charset=charset)))
        assert read.reply_text == as_read(REPLIES[reply])
        assert not read.is_auto_reply


@pytest.mark.parametrize("client", MARKUP)
@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_in_html_comes_out_whole(reply: str, client: str) -> None:
    markup = part(f"<html><body>{MARKUP[client](REPLIES[reply])}</body></html>", "text/html")
    both = multipart("alternative", part(REPLIES[reply] + PLAIN["Outlook"]), markup)
    for content in (markup, both):
        assert read_message(message(content)).reply_text == as_read(REPLIES[reply])


def test_more_than_thirty_eight_typed_above_a_quote_is_kept() -> None:
    text = "> 38,5 ce matin\n\n" + PLAIN["Gmail"]
    assert read_message(message(part(text))).reply_text == "> 38,5 ce matin"
