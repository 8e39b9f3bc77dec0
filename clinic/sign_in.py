"""Signing in, where it needs to know more than accounts do."""

from accounts.adapter import AccountAdapter
from locations.letterhead import clinic_name


class ClinicAccountAdapter(AccountAdapter):
    """The e-mail with the code says which clinic it is from."""

    def clinic_name(self) -> str:
        return clinic_name()
