"""The CSV files of a small practice, written for the instant at which a test runs: it is afternoon there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo


def afternoon_zone(now: datetime) -> str:
    """A zone in which it is between 13:00 and 14:00, well within sending hours."""
    behind = (now.astimezone(UTC).hour - 13 + 24) % 24  # hours; Etc/GMT+5 is five behind UTC
    behind = behind - 24 if behind > 12 else behind
    return "Etc/GMT" if behind == 0 else f"Etc/GMT{behind:+d}"


def write_practice(folder: Path, now: datetime, *, mail_name: str = "Cabinet du Parc") -> list[Path]:
    """A clinic, its physician, Marie and her course, whose only session ended 48 h and some minutes ago."""
    zone = afternoon_zone(now)
    local = (now - timedelta(hours=48, minutes=5)).astimezone(ZoneInfo(zone))
    opened = local.date() - timedelta(days=1)
    lines = {
        "clinics": ("external_id,name,mail_name,phone,zone", f"parc,Cabinet du Parc,{mail_name},0380000000,{zone}"),
        "staff": (
            "clinic,external_id,role,name,email,language",
            "parc,roux,physician,Dr Anne Roux,anne.roux@cabinet.example,fr",
        ),
        "patients": (
            "clinic,external_id,family_name,given_name,born_on,email,consents_to_email",
            "parc,P-1,Durand,Marie,1970-05-17,marie@courrier.example,yes",
        ),
        "courses": (
            "clinic,external_id,patient,physician,indication,zone,opened_at,baseline_eva",
            f"parc,C-1,P-1,roux,Lombalgie,lombaire,{opened},7",
        ),
        "sessions": (
            "clinic,external_id,course,at,state,operator",
            f"parc,S-1,C-1,{local:%Y-%m-%dT%H:%M},performed,roux",
        ),
    }
    files = []
    for name, (header, line) in lines.items():
        file = folder / f"{name}.csv"
        file.write_text(f"{header}\n{line}\n", encoding="utf-8")
        files.append(file)
    return files
