"""How the first person gets in: an account with the manager's role, made from the command line."""

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User

ROLE = "manager"


class CannotOwn(Exception):
    """No account was made or changed; the text is a sentence for people."""


def read_address(typed: str) -> str:
    """In lower case, as accounts have it; raises CannotOwn."""
    address = typed.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise CannotOwn(
            f"“{typed}” is not an e-mail address. An example is owner@clinic.example."
        ) from None
    return address


def is_owner(address: str) -> bool:
    """Whether this account may open the admin as a manager already."""
    owners = User.objects.filter(groups__name=ROLE, is_active=True, is_staff=True)
    return owners.filter(email=address).exists()


def make_owner(address: str, password: str) -> None:
    """Gives the account, made when there is none, this password and the manager's rights.

    Raises CannotOwn when the password is weak, or the database is not migrated.
    """
    role = Group.objects.filter(name=ROLE).first()
    if role is None:
        raise CannotOwn("The roles are not there yet. Run: python manage.py migrate")
    owner = User.objects.filter(email=address).first() or User(email=address)
    try:
        validate_password(password, owner)
    except ValidationError as weak:
        raise CannotOwn(" ".join(weak.messages)) from None
    owner.set_password(password)
    owner.is_active = owner.is_staff = True
    with transaction.atomic():
        owner.save()
        owner.groups.add(role)
