"""Clinical rows: written inside an act of the trail, or not at all."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, Self

from django.db import models

from il2program.append_only import AppendOnly, refuse
from il2program.audit import trail


class RecordedQuerySet(models.QuerySet[Any]):
    """Refuses what would slip past the trail: `update()`, `delete()` and the bulk writes."""

    def _refuse(self, how: str) -> NoReturn:
        raise trail.OutsideAnAction(f"{how} on {self.model._meta.label} would leave no trail: save each row in an act.")

    def update(self, **fields: Any) -> NoReturn:
        self._refuse("update()")

    def delete(self) -> NoReturn:
        self._refuse("delete()")

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("bulk_create()")

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        self._refuse("bulk_update()")


class Recorded(models.Model):
    """A clinical row. `chart` answers whose chart it is on."""

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if trail.current() is None:
            raise trail.OutsideAnAction(f"{self._meta.label} is saved inside trail.action only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(type(self))


class RecordedOnce(AppendOnly, Recorded):
    """A clinical row that is never changed; a correction names the row it replaces."""

    # Columns that the table did not have from the beginning: rows from before say of them what is their default.
    added_later: ClassVar[frozenset[str]] = frozenset()

    objects = RecordedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def get_additional_data(self) -> dict[str, Any]:
        """What the library adds to the line of a new row."""
        return trail.digests([self])


class CorrectedQuerySet(RecordedQuerySet):
    def standing(self) -> Self:
        """Rows that no later row has replaced, and that were not struck."""
        return self.filter(replaced_by=None, struck=False)


class Corrected(RecordedOnce):
    """A correction is a new row that names the one it replaces; a struck row replaces one with nothing."""

    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    because = models.CharField("reason of the correction", max_length=300, blank=True)
    struck = models.BooleanField(default=False, editable=False)

    objects = CorrectedQuerySet.as_manager()

    class Meta:
        abstract = True
