"""The new columns under the same guard: standing changes once, code and replaced paper never, a scan never."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION documents_guard_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.kind, NEW.title, NEW.number, NEW.thread_id, NEW.subject_type, NEW.subject_id, NEW.context,
        NEW.version, NEW.issued_at, NEW.issued_on, NEW.issued_by_id, NEW.replaces_id)
       IS DISTINCT FROM
       (OLD.id, OLD.kind, OLD.title, OLD.number, OLD.thread_id, OLD.subject_type, OLD.subject_id, OLD.context,
        OLD.version, OLD.issued_at, OLD.issued_on, OLD.issued_by_id, OLD.replaces_id)
       OR (OLD.code <> '' AND NEW.code <> OLD.code) THEN
        RAISE EXCEPTION '文书出具后内容不能更改（%）', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'ready' AND
       (NEW.state, NEW.file, NEW.sha256, NEW.size, NEW.pages, NEW.rendered_at, NEW.signed_by, NEW.text)
       IS DISTINCT FROM
       (OLD.state, OLD.file, OLD.sha256, OLD.size, OLD.pages, OLD.rendered_at, OLD.signed_by, OLD.text) THEN
        RAISE EXCEPTION '文书文件生成后不能更改（%）', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.voided_at IS NOT NULL AND
       (NEW.voided_at, NEW.voided_by_id, NEW.void_reason) IS DISTINCT FROM
       (OLD.voided_at, OLD.voided_by_id, OLD.void_reason) THEN
        RAISE EXCEPTION '文书作废后不能恢复（%）', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_guard_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '盖章扫描件不能更改' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER guard_change BEFORE UPDATE ON documents_scan FOR EACH ROW EXECUTE FUNCTION documents_guard_scan();
CREATE TRIGGER guard_delete BEFORE DELETE ON documents_scan FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
"""

REVERSE = """
DROP TRIGGER guard_change ON documents_scan; DROP TRIGGER guard_delete ON documents_scan;
DROP FUNCTION documents_guard_scan();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_guards")]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
