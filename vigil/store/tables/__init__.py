"""The tables, one module per noun. Importing this package declares all of them."""

from vigil.store.tables.accounts import Account, KnownDevice, RecoveryCode, WebSession
from vigil.store.tables.alerts import Alert
from vigil.store.tables.api import ApiToken
from vigil.store.tables.asks import Ask, AskSession, Reaction, Report, Token
from vigil.store.tables.audit import Event, Request
from vigil.store.tables.clinics import Clinic, Fact, Staff, Version
from vigil.store.tables.courses import Course, Eva, Product, TreatmentSession
from vigil.store.tables.inbound import Inbound, InboundRaw, Photo, ReadingExample
from vigil.store.tables.ledger import Message, MessageEvent
from vigil.store.tables.patients import Patient

__all__ = [
    "Account",
    "Alert",
    "ApiToken",
    "Ask",
    "AskSession",
    "Clinic",
    "Course",
    "Eva",
    "Event",
    "Fact",
    "Inbound",
    "InboundRaw",
    "KnownDevice",
    "Message",
    "MessageEvent",
    "Patient",
    "Photo",
    "Product",
    "Reaction",
    "ReadingExample",
    "RecoveryCode",
    "Report",
    "Request",
    "Staff",
    "Token",
    "TreatmentSession",
    "Version",
    "WebSession",
]
