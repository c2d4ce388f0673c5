"""Archive packages, filings of enterprises and social bodies, reminders of late filings (article 13)."""

from archives.models.package import LEASE, ArchivePackage
from archives.models.social import FilingReminder, SocialFiling

__all__ = ["LEASE", "ArchivePackage", "FilingReminder", "SocialFiling"]
