"""Agencies and their staff; holders, keys and audiences: the lock and the key of every protected row."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from tessera.access.protected import ReadableManager
from tessera.access.roles import Permission, Role, granted


class Agency(models.Model):
    """An organisation of the partnership, such as a school, a force or a children's home."""

    class Kind(models.TextChoices):
        POLICE = "police", "Police"
        SOCIAL_CARE = "social_care", "Children's social care"
        HEALTH = "health", "Health"
        SCHOOL = "school", "School or college"
        CARE_HOME = "care_home", "Children's home"
        YOUTH_JUSTICE = "youth_justice", "Youth justice"
        VOLUNTARY = "voluntary", "Voluntary project"
        HOUSING = "housing", "Housing"
        LICENSING = "licensing", "Licensing"
        PROSECUTION = "prosecution", "Prosecution"
        PARTNERSHIP = "partnership", "Partnership hub"

    code = models.SlugField(unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=30, choices=Kind.choices)
    town = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address. There is no superuser."""

    def create_user(self, *, email: str, name: str, password: str | None = None) -> "User":
        user = self.model(email=self.normalize_email(email), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do and see comes from the post they hold."""

    email = models.EmailField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    needs_second_factor = models.BooleanField(
        default=False, help_text="Asked of this person also where their role does not ask for one."
    )

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name

    @cached_property
    def post(self) -> "Post | None":
        """The post held today: the newest, when somebody has moved."""
        return Post.objects.held(on=timezone.localdate()).filter(user=self).select_related("agency").last()

    @property
    def agency(self) -> Agency:
        """The agency this person works for now. Raises AttributeError-free only for somebody in a post."""
        assert self.post is not None, "a person without a post is stopped at the door"
        return self.post.agency

    def may(self, permission: Permission) -> bool:
        """Whether the post held includes this. Rows are opened by the keyring, not by this."""
        return self.post is not None and permission in self.post.permissions

    def get_full_name(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def held(self, *, on: Any) -> "PostQuerySet":
        """Posts that somebody is in on this day."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=on), starts_on__lte=on).order_by(
            "starts_on", "pk"
        )


class Post(models.Model):
    """A person in a job at an agency, for a time. Rows are written by posts, so moving on closes them."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    title = models.TextField()
    roles = ArrayField(models.CharField(max_length=30, choices=Role.choices), default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user.name}, {self.title}, {self.agency.name}"

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return granted(self.roles)

    @property
    def last_day(self) -> date | None:
        """The last day on which the post opens anything."""
        return None if self.ends_on is None else self.ends_on - timedelta(days=1)


class SignIn(models.Model):
    """A browser that somebody signed in with. Read by nobody but them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40)
    device = models.UUIDField(help_text="What the browser’s own cookie says: that it was here before.")
    is_new = models.BooleanField(help_text="They had never signed in with this browser.")
    known_at = models.DateTimeField(null=True, help_text="When they said that it was them.")
    browser = models.TextField(help_text="The browser and the system, in words.")
    address = models.GenericIPAddressField(null=True)
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-used_at"], name="access_signin_of"),
            models.Index(fields=["session_key"], name="access_signin_by_session"),
        ]


class Holder(models.Model):
    """Somebody or some desk that can hold a key."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person in a post"
        AGENCY = "agency", "Everyone at an agency"
        LEADS = "leads", "Safeguarding leads of an agency"
        SUPERVISORS = "supervisors", "Supervisors of an agency"
        DESK = "desk", "A shared desk"
        ROLE = "role", "A role across the partnership"
        TEAM = "team", "The team of a case"
        GRANT = "grant", "One person, for one record and a time"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    code = models.CharField(max_length=80)
    label = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="access_holder_once")]

    def __str__(self) -> str:
        return self.label


class Key(models.Model):
    """A post's place in a holder, from one moment to another. A keyring is the keys that are good now."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="keys")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="keys")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["post", "ends_at"], name="access_key_of_post")]


class Audience(models.Model):
    """An interned set of holders. The same set is always the same row."""

    digest = models.TextField(unique=True, help_text="The holders' numbers, in order.")
    holders: "models.ManyToManyField[Holder, AudienceHolder]" = models.ManyToManyField(Holder, through="AudienceHolder")

    def __str__(self) -> str:
        return ", ".join(sorted(holder.label for holder in self.holders.all()))


class AudienceHolder(models.Model):
    """One member of an audience."""

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, db_index=False)
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "holder"], name="access_audience_holder_once")]
        indexes = [models.Index(fields=["holder", "audience"], name="access_audiences_of_holder")]


class Protected(models.Model):
    """A row that only its author and its audience's holders may read; PostgreSQL enforces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        abstract = True
