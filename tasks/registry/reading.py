"""From the bytes of a port-43 answer to records: the answer's own form decides how it is read, not who sent it."""

import re

from models.rules.registry_records import RegistryRecord
from tasks.registry import jpnic, krnic, rpsl
from tasks.registry.answers import Decoded

_JPNIC = re.compile(r"Network Information:|ネットワーク情報|\[Network Number\]|\[IPネットワークアドレス\]")


def read(decoded: Decoded, registry: str) -> tuple[RegistryRecord, ...]:
    """Records of the answer, none on a plain miss. Raises UnusableAnswer.

    RPSL is looked for first: whoever writes a remark of an object could otherwise dress it as another form.
    """
    if rpsl.LOOKS_LIKE.search(decoded.text):
        return rpsl.parse(decoded, registry)
    if registry == "krnic" or krnic.LOOKS_LIKE.search(decoded.text):
        return krnic.parse(decoded)
    if registry == "jpnic" or _JPNIC.search(decoded.text):
        return jpnic.parse(decoded)
    return rpsl.parse(decoded, registry)
