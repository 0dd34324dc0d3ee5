"""JSON of which both databases keep the same text."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class CanonicalJSON(models.TextField):  # type: ignore[type-arg]
    """JSON kept as text in one spelling.

    PostgreSQL's own type for JSON spells anew what it is given; what is authenticated as text must
    come back as it was.
    """

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        try:
            return None if value is None else json.loads(value)
        except ValueError:
            return value  # altered behind the program's back: `manage.py verify` names the row

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
