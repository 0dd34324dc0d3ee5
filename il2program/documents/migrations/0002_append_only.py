from django.db import migrations

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    """The database itself refuses to change or delete what is handed out unchanged."""

    dependencies = [("documents", "0001_initial")]

    operations = [sealed_by_the_database("documents.SealedDocument")]
