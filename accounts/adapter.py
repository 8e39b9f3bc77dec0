"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come into being with the first code, not through a sign-up form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
