"""What managers see of the care record in the admin: its privacy, never its content."""

from care.privacy.admin.exceptions import BreakGlassAdmin
from care.privacy.admin.keeping import ConsentTextAdmin, ErasureRequestAdmin, RecordKeepingAdmin
from care.privacy.admin.looks import RecordAccessAdmin

__all__ = [
    "BreakGlassAdmin",
    "ConsentTextAdmin",
    "ErasureRequestAdmin",
    "RecordAccessAdmin",
    "RecordKeepingAdmin",
]
