"""The audit log is filtered along indexes. Adding one rebuilds no table, so the triggers of the log stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nuztrend", "0006_sign_in")]

    operations = [
        migrations.AddIndex("auditentry", models.Index(fields=["kind", "-id"], name="audit_of_kind")),
        migrations.AddIndex("auditentry", models.Index(fields=["verb", "-id"], name="audit_of_verb")),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_at")),
    ]
