"""The JSON API, ``/api/v1``: what the web and the import do, for a practice's own software.

``operations`` says what one call is; one module per resource declares its own; ``serving`` carries them out and
``openapi`` describes them, so that the description cannot say anything else than what is done.
"""
