"""What is issued stays: the database itself refuses to change or delete papers, numbers and files that were handed in."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION documents_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '文书、文号和材料不能删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION documents_guard_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.kind, NEW.title, NEW.number, NEW.thread_id, NEW.subject_type, NEW.subject_id, NEW.context,
        NEW.version, NEW.issued_at, NEW.issued_on, NEW.issued_by_id)
       IS DISTINCT FROM
       (OLD.id, OLD.kind, OLD.title, OLD.number, OLD.thread_id, OLD.subject_type, OLD.subject_id, OLD.context,
        OLD.version, OLD.issued_at, OLD.issued_on, OLD.issued_by_id) THEN
        RAISE EXCEPTION '文书出具后内容不能更改（%）', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'ready' AND
       (NEW.state, NEW.file, NEW.sha256, NEW.size, NEW.pages, NEW.rendered_at) IS DISTINCT FROM
       (OLD.state, OLD.file, OLD.sha256, OLD.size, OLD.pages, OLD.rendered_at) THEN
        RAISE EXCEPTION '文书文件生成后不能更改（%）', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.series, NEW.year, NEW.number, NEW.text, NEW.at) IS DISTINCT FROM
       (OLD.id, OLD.series, OLD.year, OLD.number, OLD.text, OLD.at)
       OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id)
       OR (OLD.void AND (NEW.void, NEW.reason) IS DISTINCT FROM (OLD.void, OLD.reason)) THEN
        RAISE EXCEPTION '文号取出后不能更改（%）', OLD.text USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_guard_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.series, NEW.year) IS DISTINCT FROM (OLD.series, OLD.year) OR NEW.last NOT IN (OLD.last, OLD.last + 1) THEN
        RAISE EXCEPTION '文号只能逐号递增（%）', OLD.series USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_guard_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.thread_id, NEW.subject_type, NEW.subject_id, NEW.slot, NEW.name, NEW.file, NEW.size, NEW.sha256,
        NEW.content_type, NEW.uploaded_by_id, NEW.uploaded_at) IS DISTINCT FROM
       (OLD.id, OLD.thread_id, OLD.subject_type, OLD.subject_id, OLD.slot, OLD.name, OLD.file, OLD.size, OLD.sha256,
        OLD.content_type, OLD.uploaded_by_id, OLD.uploaded_at)
       OR (OLD.removed_at IS NOT NULL AND NEW.removed_at IS DISTINCT FROM OLD.removed_at) THEN
        RAISE EXCEPTION '材料上传后不能更改（%）', OLD.name USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARDS = {
    "documents_document": "documents_guard_document",
    "documents_numberentry": "documents_guard_entry",
    "documents_numberseries": "documents_guard_series",
    "documents_attachment": "documents_guard_attachment",
}

TRIGGERS = "".join(
    f"""
CREATE TRIGGER guard_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER guard_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION documents_refuse_delete();
"""
    for table, function in GUARDS.items()
)

REVERSE = (
    "".join(f"DROP TRIGGER guard_change ON {table}; DROP TRIGGER guard_delete ON {table};" for table in GUARDS)
    + "".join(f"DROP FUNCTION {function}();" for function in GUARDS.values())
    + "DROP FUNCTION documents_refuse_delete();"
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, REVERSE)]
