"""The tables, one module per noun. Importing this package declares all of them."""

from vigil.store.tables.accounts import Account, KnownDevice, Passkey, RecoveryCode, WebSession
from vigil.store.tables.alert_acts import AlertAct
from vigil.store.tables.alerts import Alert
from vigil.store.tables.api import ApiToken
from vigil.store.tables.asks import Ask, AskSession, Reaction, Report, Token
from vigil.store.tables.audit import Event, Request
from vigil.store.tables.clinics import Clinic, Fact, Staff, Version
from vigil.store.tables.courses import Course, Eva, Product, TreatmentSession
from vigil.store.tables.decisions import Clearance, DayCheck, MessageChoice, ReviewDecision
from vigil.store.tables.identities import ProviderIdentity, ProviderReturn
from vigil.store.tables.inbound import Inbound, InboundRaw, Photo, ReadingExample
from vigil.store.tables.ledger import Message, MessageEvent
from vigil.store.tables.on_call import OnCall
from vigil.store.tables.patients import Patient
from vigil.store.tables.replannings import Replanning
from vigil.store.tables.transfers import Transfer
from vigil.store.tables.webhooks import Webhook, WebhookCall

__all__ = [
    "Account",
    "Alert",
    "AlertAct",
    "ApiToken",
    "Ask",
    "AskSession",
    "Clearance",
    "Clinic",
    "Course",
    "DayCheck",
    "Eva",
    "Event",
    "Fact",
    "Inbound",
    "InboundRaw",
    "KnownDevice",
    "Message",
    "MessageChoice",
    "MessageEvent",
    "OnCall",
    "Passkey",
    "Patient",
    "Photo",
    "Product",
    "ProviderIdentity",
    "ProviderReturn",
    "Reaction",
    "ReadingExample",
    "RecoveryCode",
    "Replanning",
    "Report",
    "Request",
    "ReviewDecision",
    "Staff",
    "Token",
    "Transfer",
    "TreatmentSession",
    "Version",
    "WebSession",
    "Webhook",
    "WebhookCall",
]
