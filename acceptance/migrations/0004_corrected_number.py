"""A signed conclusion keeps its number, unless its paper was corrected: then that of the paper that replaces it."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION acceptance_guard_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'issued' THEN
            RAISE EXCEPTION '已签发的验收结论不能删除' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'issued' AND ((NEW.state, NEW.conclusion, NEW.project_id, NEW.issued_at) IS DISTINCT FROM
        (OLD.state, OLD.conclusion, OLD.project_id, OLD.issued_at)
        OR (OLD.number <> '' AND NEW.number <> OLD.number AND NOT EXISTS (
            SELECT 1 FROM documents_document n JOIN documents_document o ON n.replaces_id = o.id
            WHERE n.number = NEW.number AND o.number = OLD.number AND o.voided_at IS NOT NULL))) THEN
        RAISE EXCEPTION '已签发的验收结论不能更改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0003_clauses"), ("documents", "0003_life_guards")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
