"""The account: a sign-in by e-mail that may manage several patients."""

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

# All that somebody may do, of themselves and by their roles.
PERMITTED = """
SELECT app_label || '.' || codename
FROM auth_permission JOIN django_content_type ON django_content_type.id = content_type_id
WHERE auth_permission.id IN (
    SELECT permission_id FROM accounts_user_user_permissions WHERE user_id = %(user)s
    UNION ALL
    SELECT permission_id
    FROM accounts_user_groups JOIN auth_group_permissions USING (group_id)
    WHERE user_id = %(user)s
) OR %(everything)s"""


class UserManager(BaseUserManager["User"]):
    """Creates accounts and finds them whatever the case of the address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password it can only sign in by a code sent to the address."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """One sign-in. Addresses are kept in lower case, so that case never tells two apart."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: the clinic's."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    date_joined = models.DateTimeField(_("date joined"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("There is an account with this e-mail address already."),
            ),
        )

    def __str__(self) -> str:
        return self.email

    @property
    def speaks(self) -> str:
        """The language, as a code of LANGUAGES, in which to write to the account."""
        return self.language or settings.LANGUAGE_CODE

    @cached_property
    def _perm_cache(self) -> set[str]:
        """Where Django's sign-in looks before it asks, twice, what somebody is permitted.

        Of those who are active only, which it has seen to by then.
        """
        with connection.cursor() as cursor:
            cursor.execute(PERMITTED, {"user": self.pk, "everything": self.is_superuser})
            return {name for (name,) in cursor.fetchall()}

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email
