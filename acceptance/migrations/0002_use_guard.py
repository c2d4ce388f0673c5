"""Article 12 in the database itself: a project is in use only where a signed, passing acceptance with a standing number
belongs to it. Not the field beside it, but the certificate: no role, page, import, command or SQL goes past it."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION acceptance_guard_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.in_use_at IS NULL OR (TG_OP = 'UPDATE' AND OLD.in_use_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    IF NEW.accepted_at IS NULL OR NOT EXISTS (
        SELECT 1 FROM acceptance_acceptance a JOIN documents_numberentry n ON n.text = a.number
        WHERE a.project_id = NEW.id AND a.state = 'issued' AND a.conclusion = 'pass' AND NOT n.void
          AND n.text = NEW.certificate_number
    ) THEN
        RAISE EXCEPTION '未通过验收或验收不合格的信息化项目不得投入使用（《办法》第十二条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_12_use_needs_certificate';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION acceptance_guard_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'issued' THEN
            RAISE EXCEPTION '已签发的验收结论不能删除' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'issued' AND ((NEW.state, NEW.conclusion, NEW.project_id, NEW.issued_at) IS DISTINCT FROM
        (OLD.state, OLD.conclusion, OLD.project_id, OLD.issued_at) OR (OLD.number <> '' AND NEW.number <> OLD.number)) THEN
        RAISE EXCEPTION '已签发的验收结论不能更改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER article_12_use BEFORE INSERT OR UPDATE OF in_use_at ON projects_project
    FOR EACH ROW EXECUTE FUNCTION acceptance_guard_use();
CREATE TRIGGER article_12_issued BEFORE UPDATE OR DELETE ON acceptance_acceptance
    FOR EACH ROW EXECUTE FUNCTION acceptance_guard_issued();
"""

REVERSE = """
DROP TRIGGER article_12_issued ON acceptance_acceptance;
DROP TRIGGER article_12_use ON projects_project;
DROP FUNCTION acceptance_guard_issued();
DROP FUNCTION acceptance_guard_use();
"""


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0001_initial"), ("documents", "0002_guards"), ("projects", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
