"""What the peers send: the size and shape of a follow-up in text and HTML. Standard library alone, for every peer."""

SUBJECT = "Comment allez-vous depuis votre rendez-vous ?"
TEXT = (
    "Bonjour {{ name }},\n\nComment allez-vous ? Répondez en un clic : https://vigil.example/answer/{{ token }}\n\n"
    + "Ce message vient de votre cabinet. Pour toute urgence, appelez le 15 ou le 112.\n" * 8
)
HTML = (
    "<html><body><p>Bonjour {{ name }},</p><p><a href='https://vigil.example/answer/{{ token }}'>Répondre</a></p>"
    + "<p>Ce message vient de votre cabinet. Pour toute urgence, appelez le 15 ou le 112.</p>" * 12
    + "</body></html>"
)


def person(number: int) -> dict[str, str]:
    """What the templates are filled with, and where it goes."""
    return {"name": f"Zoë {number}", "token": f"{number:026d}", "address": f"p{number}@d{number % 50}.example"}
