"""What a test of a mail is filled with: invented values under the clinic's own names."""

from dataclasses import replace
from urllib.parse import urlsplit

from vigil.mail.contexts import AccountContext, AlertContext, DigestContext, FaultContext, MailContext, PatientContext
from vigil.mail.rendering import Rendered
from vigil.store.tables import Clinic

MARK = "[Test] "


def as_test(sample: MailContext, clinic: Clinic, base_url: str) -> MailContext:
    """A sample as this clinic's readers would get it; its links lead to this installation and open nothing there."""

    def here(link: str) -> str:
        return f"{base_url}{urlsplit(link).path}" if link else ""

    match sample:
        case PatientContext():
            return replace(
                sample,
                clinic_name=clinic.mail_name,
                clinic_phone=clinic.phone,
                link=here(sample.link),
                unsubscribe_link=here(sample.unsubscribe_link),
                also_before_link=here(sample.also_before_link),
            )
        case DigestContext():
            items = tuple(replace(item, link=here(item.link)) for item in sample.items)
            return replace(sample, clinic_name=clinic.name, list_link=here(sample.list_link), items=items)
        case AlertContext() | AccountContext() | FaultContext():
            return replace(sample, clinic_name=clinic.name, link=here(sample.link))


def marked(rendered: Rendered) -> Rendered:
    """The mail with its subject saying that it is a test."""
    return replace(rendered, subject=f"{MARK}{rendered.subject}")
