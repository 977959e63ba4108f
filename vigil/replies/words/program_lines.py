"""Lines that a program adds to what a person types: "Envoyé de mon iPhone", advertising, antivirus, stand-ins."""

import re
from collections.abc import Sequence

_DEVICES = (
    r"i ?(?:phone|pad|os)|android|galaxy|samsung|huawei|xiaomi|redmi|oppo|honor|pixel|sony|xperia|"
    r"nokia|motorola|oneplus|"
    r"blackberry|windows|outlook|hotmail|gmail|yahoo|proton|orange|sfr|red|bouygues|bbox|free(?:box)?|la ?poste|mobile|"
    r"t[ée]l[ée]phone|portable|smartphone|tablette|appareil|mac(?:book)?|ordinateur|messagerie|application|appli|mail|"
    r"courrier|bluemail|thunderbird|zimbra|spark|k-9|aol|gmx|webmail|phone|tablet|device"
)
_SENT = re.compile(
    rf"^\W{{0,4}}(?:(?:message|mail|courriel|e-mail) )?"
    rf"(?:envoy[ée]e?|exp[ée]di[ée]|sent|enviado|inviato|verzonden|verstuurd|gesendet|von meinem)"
    rf"\s+(?:de|depuis|à partir|a partir|avec|via|par|d['’]|from|with|using|desde|do|da|vanaf|von|mit|iphone)"
    rf".{{0,60}}?\b(?:{_DEVICES})\b.{{0,60}}$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"^\W{0,4}(?:"
    r"(?:t[ée]l[ée]charge[rz]|obten(?:ir|ez)) (?:l['’]application )?[\w ]{2,30} (?:pour|sur) "
    r"(?:ios|iphone|ipad|android|mobile|windows|mac|google play|l['’]app store).{0,60}"
    r"|get [\w ]{2,30} for (?:ios|iphone|ipad|android|mobile|windows|mac).{0,60}"
    r"|provenance\s*:\s*courrier.{0,60}"
    r"|(?:envoy[ée]|sent) (?:avec|with) .{0,40}proton ?mail.{0,80}"
    r"|yahoo mail\s?: .{0,80}"
    r"|(?:garanti |message )?sans virus\W.{0,60}avast.{0,40}|virus-free\W.{0,60}avast.{0,40}"
    r"|l['’]absence de virus dans ce courrier .{0,120}"
    r"|(?:ce (?:message|mail|courriel)|this e-?mail).{0,40}(?:antivirus|viruses).{0,120}"
    r"|une messagerie gratuite, garantie à vie.{0,120}|je crée ma boîte mail.{0,60}"
    r"|(?:https?://)?www\.(?:laposte\.net|avast\.com|avg\.com)\S*"
    r"|(?:pensez|pensons|merci de penser) (?:à|a) l['’]environnement.{0,120}"
    r"|(?:avant d['’]imprimer|n['’]imprimez (?:ce|cet)).{0,120}|please consider the environment.{0,120}"
    r"|https?://(?:aka\.ms|go\.onelink\.me|overview\.mail\.yahoo)\S*"
    r")\s*$",
    re.IGNORECASE,
)
_STAND_IN = re.compile(
    r"\[cid:[^\]\n]{1,200}\]|\[(?:image|photo|img|inline image)\s?:? ?[^\]\n]{0,120}\]|"
    r"\[[\w .()-]{1,80}\.(?:jpe?g|png|gif|heic|webp|pdf)\]|<[\w .()%-]{1,80}\.(?:jpe?g|png|gif|heic|webp|pdf)>|\ufffc",
    re.IGNORECASE,
)
_ONLY_LINK = re.compile(r"^\W*https?://\S+\W*$|^\[[^\]]{1,60}\]\(https?://[^)\s]+\)\.?$|^<https?://\S+>\.?$")

_GLUED = re.compile(r"(?<=[^\s>])(?:Envoy[ée] (?:depuis|de) mon |Sent from my |T[ée]l[ée]charger Outlook )")
"""Where the plain text of a Samsung telephone writes its line right after the last word."""

# One of these is in every such line: most texts hold none, and are not looked at line by line.
_GIVEAWAYS = (
    *("envoy", "exp", "sent ", "enviado", "inviato", "verzonden", "verstuurd", "gesendet", "von meinem", "outlook"),
    *(
        "pour ",
        "get ",
        "provenance",
        "yahoo",
        "virus",
        "messagerie",
        "laposte",
        "avast",
        "avg.",
        "environ",
        "imprim",
        "http",
        "boîte",
    ),
    *("[", "<", "\ufffc"),
)


def without_program_lines(lines: Sequence[str]) -> list[str]:
    """The lines without those that a program wrote; a stand-in for a picture leaves the rest of its line."""
    lowered = "\n".join(lines).lower()
    if not any(word in lowered for word in _GIVEAWAYS):
        return list(lines)
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = _unglued(lines[at])
        written = line.strip()
        following = lines[at + 1].strip() if at + 1 < len(lines) else ""
        if is_program_line(written):
            at += 1 + bool(_ONLY_LINK.match(following))
            continue
        if following and len(written) < 80 and _wraps(written, following):
            at += 2
            continue
        replaced = _STAND_IN.sub("", line)
        if replaced.strip() or not written:
            kept.append(replaced.rstrip() if replaced != line else line)
        at += 1
    return kept


def _unglued(line: str) -> str:
    glued = _GLUED.search(line)
    return line[: glued.start()] if glued and is_program_line(line[glued.start() :]) else line


def is_program_line(line: str) -> bool:
    return len(line) <= 200 and bool(_OTHER.match(line) or (len(line) <= 140 and _SENT.match(line)))


def _wraps(line: str, following: str) -> bool:
    """Whether a program's line was broken in two ("Envoyé avec la messagerie sécurisée / Proton Mail.")."""
    begins = line.lower().startswith(
        ("envoy", "sent ", "télécharge", "telecharge", "obten", "get outlook", "sans virus")
    )
    return begins and len(following) < 120 and is_program_line(f"{line} {following}")
