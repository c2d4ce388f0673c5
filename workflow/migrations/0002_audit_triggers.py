"""The audit trail is append-only in the database itself: no role, page or command of ours gets round it."""

from django.db import migrations

TABLES = ("workflow_auditevent", "workflow_auditcontent")

FUNCTION = """
CREATE FUNCTION workflow_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '审计记录只能追加，不能修改或删除（%）', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

TRIGGERS = "".join(
    f"""
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION workflow_audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_audit_refuse();
"""
    for table in TABLES
)

REVERSE = (
    "".join(
        f"DROP TRIGGER audit_append_only ON {table}; DROP TRIGGER audit_no_truncate ON {table};" for table in TABLES
    )
    + "DROP FUNCTION workflow_audit_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, REVERSE)]
