"""What a file to import may hold."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of files, in the order in which they are recorded."""

    CLINICS = "clinics"
    STAFF = "staff"
    PATIENTS = "patients"
    COURSES = "courses"
    SESSIONS = "sessions"
    PRODUCTS = "products"
