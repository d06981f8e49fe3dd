"""Whether a mail can be addressed to what was typed."""

from email.errors import MessageError
from email.headerregistry import Address


def is_mail_address(text: str) -> bool:
    """Whether `text` is one plain address (local@domain) that a mail header can carry."""
    if not text.isascii() or any(sign.isspace() for sign in text):
        return False
    try:
        address = Address(addr_spec=text)
    except (ValueError, MessageError, IndexError):  # the last for an address that ends too early
        return False
    return bool(address.username and "." in address.domain.strip("."))
