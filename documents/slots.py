"""Papers that a record asks for. A model names them in `PAPERS`; uploads and the rules of completeness read them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """One slot: `slot` is the code that attachments carry, `article` why it is asked for."""

    slot: str
    label: str
    required: bool = False
    article: str = ""
