"""Secrets never stand in output, logs, errors or pages."""

from urllib.parse import quote, quote_plus

HIDDEN = "***"


def redact(text: str, *secrets: str) -> str:
    """`text` without the secrets: plain, quoted as in an address, or braced as in a connection string."""
    forms = {
        form
        for secret in secrets
        if secret
        for form in (secret, quote(secret, safe=""), quote_plus(secret), secret.replace("}", "}}"))
    }
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text
