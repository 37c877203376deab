"""A list that somebody gave, its rows while they wait, what was wrong with some, and which report a row became."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from tessera.access.models import Agency, Protected
from tessera.information.models import Report
from tessera.reference.models import ImportProfile


class Import(Protected):
    """One file that somebody gave, and how far it has come. Its rows become reports for the same readers."""

    class Status(models.TextChoices):
        MAPPING = "mapping", "Say what each column is"
        CHECKING = "checking", "Being read"
        CHECKED = "checked", "Read, not yet taken"
        TAKING = "taking", "Being taken"
        FINISHED = "finished", "Finished"
        UNREADABLE = "unreadable", "Could not be read"
        PUT_ASIDE = "put_aside", "Put aside"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    profile = models.ForeignKey(ImportProfile, on_delete=models.PROTECT, related_name="+")
    source = models.TextField(help_text="The system or list it comes from. Keys are told apart within one source.")
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="Of the file as given.")
    encoding = models.CharField(max_length=20, blank=True, help_text="Empty for what the file itself says, else UTF-8.")
    header = ArrayField(models.TextField())
    header_set = models.CharField(max_length=64, help_text="Hash of the names of the columns, in any order.")
    mapping = models.JSONField(default=dict, help_text="What each column is, by its name.")
    mends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="mended_by")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.MAPPING)
    refusal = models.TextField(blank=True, help_text="Why it could not be read.")
    read_to = models.PositiveIntegerField(default=0, help_text="The last row that was read and staged.")
    repeated = models.PositiveIntegerField(default=0, help_text="Rows that stand in the file twice, word for word.")
    goes_over_later = models.BooleanField(
        default=False, help_text="Whether it goes over what lists taken after this very file say of its rows."
    )
    given_at = models.DateTimeField()
    taken_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody said to take it: its reports’ time."
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
        verbose_name = "list"
        indexes = [models.Index(fields=["header_set", "-given_at"], name="imports_same_columns")]
        constraints = [models.UniqueConstraint(fields=["id", "audience"], name="imports_import_and_audience")]

    def __str__(self) -> str:
        return f"{self.file_name} from {self.source}"

    def get_absolute_url(self) -> str:
        return reverse("imports:detail", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has something to do for it."""
        return self.status in (self.Status.CHECKING, self.Status.TAKING)


class Hanging(Protected):
    """A row of the database that hangs from one list, and has its readers."""

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="%(class)s_set")

    class Meta:
        abstract = True


class Batch(Hanging):
    """Rows of a file that are taken together, in one transaction. Once they are taken their cells are emptied."""

    number = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    rows = models.TextField(help_text="JSON: the number of each row and its cells.")
    many = models.PositiveIntegerField(help_text="How many rows.")
    keys = ArrayField(models.BigIntegerField(), help_text="A hash of the key of each row.")
    new = models.PositiveIntegerField(null=True, blank=True, help_text="Rows that were not held when it was read.")
    changed = models.PositiveIntegerField(null=True, blank=True, help_text="Rows that were held in other words then.")
    held = models.PositiveIntegerField(null=True, blank=True, help_text="Rows that were held as they are then.")
    later = models.PositiveIntegerField(
        default=0, help_text="Rows that a list taken after this very file had changed then."
    )
    taken = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text="Rows that were left as a later list has them.")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "batches"
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="imports_batch_once")]


class Problem(Hanging):
    """A row that cannot be taken as it is, with what to mend."""

    row = models.PositiveIntegerField()
    column = models.TextField(blank=True, help_text="Empty for the row as a whole.")
    sentence = models.TextField()
    cells = ArrayField(
        models.TextField(), help_text="The row as given. Of several problems of one row only the first has it."
    )

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["of", "row"], name="imports_problem_of")]

    def __str__(self) -> str:
        return self.sentence


class SourceRow(Protected):
    """Which row of which system a report was made from. Follows its report’s readers.

    The newest of one key says what is held of that row: the same content again is nothing new, and other content
    corrects the report.
    """

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="+")
    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.TextField()
    key = models.TextField(help_text="What its own system calls it; the hash of its content where it has no key.")
    content = models.CharField(max_length=32, help_text="Hash of what its columns say.")
    number = models.PositiveIntegerField(help_text="Its row in the file.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["of", "number"]
        indexes = [
            models.Index(fields=["key", "source", "agency"], name="imports_row_called"),
            models.Index(fields=["of", "number"], name="imports_rows_of"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
