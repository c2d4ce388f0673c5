"""Article 12 in the database itself: a project is in use only where a signed, passing acceptance of its own stands, with
the certificate that was issued for that very acceptance. Not the field beside it, and no number of somebody else's
paper: no role, page, import, command or SQL goes past it.

A conclusion is signed only out of what was concluded before, and bears only the number of its own paper; afterwards it
keeps that, unless the paper was corrected: then the number of the one that replaces it."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION acceptance_guard_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.in_use_at IS NULL OR (TG_OP = 'UPDATE' AND OLD.in_use_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    IF NEW.accepted_at IS NULL OR NOT EXISTS (
        SELECT 1 FROM acceptance_acceptance a
        JOIN documents_document d ON d.number = a.number AND d.kind = 'certificate' AND d.thread_id = a.project_id
            AND d.subject_type = 'acceptance.acceptance' AND d.subject_id = a.id::text AND d.voided_at IS NULL
        JOIN documents_numberentry n ON n.document_id = d.id AND NOT n.void
        WHERE a.project_id = NEW.id AND a.state = 'issued' AND a.conclusion = 'pass'
          AND a.number = NEW.certificate_number
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
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'issued' OR NEW.number <> '' THEN
            RAISE EXCEPTION '验收结论须先形成、后签发（《办法》第十二条）'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_12_signed_after_concluded';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state = 'issued' AND OLD.state NOT IN ('concluded', 'issued') THEN
        RAISE EXCEPTION '验收结论须先形成、后签发（《办法》第十二条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_12_signed_after_concluded';
    END IF;
    IF OLD.state = 'issued' AND ((NEW.state, NEW.conclusion, NEW.project_id, NEW.issued_at) IS DISTINCT FROM
        (OLD.state, OLD.conclusion, OLD.project_id, OLD.issued_at)
        OR (OLD.number <> '' AND NEW.number <> OLD.number AND NOT EXISTS (
            SELECT 1 FROM documents_document n JOIN documents_document o ON n.replaces_id = o.id
            WHERE n.number = NEW.number AND o.number = OLD.number AND o.voided_at IS NOT NULL))) THEN
        RAISE EXCEPTION '已签发的验收结论不能更改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.number <> OLD.number AND NEW.number <> '' AND NOT EXISTS (
        SELECT 1 FROM documents_document d
        WHERE d.number = NEW.number AND d.thread_id = NEW.project_id AND d.subject_type = 'acceptance.acceptance'
          AND d.subject_id = NEW.id::text AND d.voided_at IS NULL
    ) THEN
        RAISE EXCEPTION '文号 % 不是本次验收的文书（《办法》第十二条）', NEW.number
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_12_number_of_its_own_paper';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER article_12_use BEFORE INSERT OR UPDATE OF in_use_at ON projects_project
    FOR EACH ROW EXECUTE FUNCTION acceptance_guard_use();
CREATE TRIGGER article_12_issued BEFORE INSERT OR UPDATE OR DELETE ON acceptance_acceptance
    FOR EACH ROW EXECUTE FUNCTION acceptance_guard_issued();
"""

REVERSE = """
DROP TRIGGER article_12_issued ON acceptance_acceptance;
DROP TRIGGER article_12_use ON projects_project;
DROP FUNCTION acceptance_guard_issued();
DROP FUNCTION acceptance_guard_use();
"""


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0001_initial"), ("documents", "0003_life_guards"), ("projects", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
