"""The texts of the mails: edited with a preview of what a reader gets, and kept only when they hold their promises."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.change_text import KIND, PromisesBroken, change_text, rewritten
from vigil.domain.errors import VigilError
from vigil.domain.findings import Bilingual
from vigil.domain.permissions import Permission
from vigil.domain.words import Language
from vigil.mail.contexts import Mail
from vigil.mail.promises import check_bundle
from vigil.mail.rendering import Rendered, Renderer
from vigil.mail.texts import PARTS, TextBundle
from vigil.store import versions
from vigil.web.desk.administration import documents
from vigil.web.desk.administration.documents import Document
from vigil.web.desk.administration.typed import area
from vigil.web.desk.administration.wrong import in_words
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import text
from vigil.web.desk.member import Member
from vigil.web.forms import Posted
from vigil.web.site import Site, path

ADMINS = Permission.ADMINISTER.roles

PREVIEW = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""A preview shows the mail's own style; nothing runs in it, loads from elsewhere or is sent."""


@for_members(*ADMINS)
def show_texts(request: Request, site: Site, member: Member) -> Response:
    """GET: every mail in both languages, and which of them the clinic has written itself."""
    with site.store.reading() as session:
        known = {
            f"{mail}/{language}": versions.latest(session, member.clinic_id, KIND, f"{mail}/{language}")
            for mail in Mail
            for language in Language
        }
    return draw(request, site, member, "administration/texts", mails=list(Mail), languages=list(Language), known=known)


@for_members(*ADMINS)
def show_text(request: Request, site: Site, member: Member) -> Response:
    """GET: one mail in one language, to be edited beside its preview."""
    return _draw(request, site, member)


@for_members(*ADMINS, writes=True)
def take_text(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: kept as a new version (``save``), or an earlier version made the one in force (``restore``)."""
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, _name(request))
        if text(form, "do") == "restore":
            content = documents.earlier(session, member, KIND, current.name, text(form, "number")).content
            bundle = TextBundle.from_json(content)
        else:
            bundle = _typed(TextBundle.from_json(current.content), form)
    if text(form, "do") != "restore" and text(form, "base") != str(current.number):
        return _draw(request, site, member, bundle, is_overtaken=True)
    try:
        with member.writing(site.store, site.now()) as session:
            done = change_text(session, member.clinic_id, bundle, site.now())
    except PromisesBroken as broken:
        return _draw(request, site, member, bundle, broken.sentences)
    return RedirectResponse(f"{_url(member, current.name)}?done={'saved' if done.is_new else 'same'}", status_code=303)


@for_members(*ADMINS)
def show_preview(request: Request, site: Site, member: Member) -> Response:
    """GET: the mail in force as its reader gets it, filled with its sample."""
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, _name(request))
    return _preview(request, site, member, TextBundle.from_json(current.content))


@for_members(*ADMINS, writes=True)
def take_preview(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the same of what is typed, with what keeps it from being kept."""
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, _name(request))
    return _preview(request, site, member, _typed(TextBundle.from_json(current.content), form))


@for_members(*ADMINS)
def show_version(request: Request, site: Site, member: Member) -> Response:
    """GET: an earlier version beside the one in force."""
    name, words = _name(request), site.pages.strings(member.language).administration
    mail, language = name.split("/")
    title = f"{getattr(words.mails, mail)}, {getattr(words.languages, language)}"
    return documents.show_version(request, site, member, Document(KIND, name, _url(member, name), title, readable))


def readable(content: str) -> str:
    """The files of a bundle one below the other."""
    return "\n".join(f"==== {name}\n{source.rstrip()}\n" for name, source in TextBundle.from_json(content).files)


def _draw(
    request: Request,
    site: Site,
    member: Member,
    typed: TextBundle | None = None,
    broken: list[str] | None = None,
    *,
    is_overtaken: bool = False,
) -> Response:
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, _name(request))
        kept = documents.kept(session, member, KIND, current.name)
    bundle = typed or TextBundle.from_json(current.content)
    done = request.query_params.get("done", "")
    return draw(
        request,
        site,
        member,
        "administration/text",
        status=422 if broken else 409 if is_overtaken else 200,
        mail=bundle.mail,
        language=bundle.language,
        url=_url(member, current.name),
        sources={part: bundle.sources[bundle.part(part)] for part in PARTS},
        base=current.number,
        broken=_in_words(broken or []),
        is_overtaken=is_overtaken,
        is_typed=typed is not None,
        done=done if done in ("saved", "same") else "",
        versions=kept,
    )


def _preview(request: Request, site: Site, member: Member, bundle: TextBundle) -> Response:
    renderer = Renderer()  # of its own: what is being typed is not kept for the next mail
    rendered: Rendered | None = None
    try:
        rendered = renderer.render(bundle, site.sample(bundle.mail, bundle.language))
        broken = check_bundle(bundle, renderer)
    except VigilError as error:
        broken = [str(error)]
    response = draw(
        request,
        site,
        member,
        "administration/preview",
        rendered=rendered,
        broken=_in_words(broken),
        bundle=bundle,
    )
    response.headers["content-security-policy"] = PREVIEW
    return response


def _in_words(sentences: list[str]) -> list[Bilingual]:
    return [in_words(sentence) for sentence in sentences]


def _typed(bundle: TextBundle, form: Posted) -> TextBundle:
    return rewritten(bundle, {part: area(form, part) for part in PARTS})


def _name(request: Request) -> str:
    """``followup/fr`` of the address."""
    mail, language = path(request, "mail"), path(request, "language")
    if mail not in tuple(Mail) or language not in tuple(Language):
        raise NotHere
    return f"{mail}/{language}"


def _url(member: Member, name: str) -> str:
    return member.url(f"/administration/texts/{name}")


ROUTES = [
    *at("/administration/texts", show_texts),
    *at("/administration/texts/{mail}/{language}", show_text, take_text),
    *at("/administration/texts/{mail}/{language}/preview", show_preview, take_preview),
    *at("/administration/texts/{mail}/{language}/versions/{number}", show_version),
]
