"""What stands in each paper, a module for each room. Importing this registers them all.

Shapes: `date` is a datetime.date or an ISO text; sums are Decimal or text in yuan; lists hold dicts of the named keys.
Texts of several paragraphs are divided by newlines. Keys of every paper:

    project_number, project_name, unit      unit = full name of the unit that the paper is addressed to
    contact, phone (optional)               default: those of the organisation of the post that issues
    copy_to (optional)                      list of bodies 抄送
    copy_number, secrecy, urgency (optional)   份号 "000001", 密级 "机密★1年", 紧急程度 "特急": the left upper corner
    signatory (optional)                    签发人, on a paper that goes upward (请示)
"""

from documents.registry import OFFICE, RED_HEAD, SERIES, SPECS, DocumentSpec, Series, register
from documents.specs import experts, lifecycle, oversight

__all__ = [
    "OFFICE",
    "RED_HEAD",
    "SERIES",
    "SPECS",
    "DocumentSpec",
    "Series",
    "experts",
    "lifecycle",
    "oversight",
    "register",
]
