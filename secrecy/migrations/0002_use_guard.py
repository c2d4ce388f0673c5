"""Article 12 and 5 for register entries, in the database itself: in use only with certificate and 保密局's approval."""

from django.db import migrations

CREATE = """
CREATE FUNCTION secrecy_refuse_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'in_use' AND NOT (
        EXISTS (SELECT 1 FROM secrecy_registerpaper p WHERE p.project_id = NEW.project_id AND p.kind = 'certificate')
        AND EXISTS (SELECT 1 FROM secrecy_protection s WHERE s.project_id = NEW.project_id AND s.state = 'approved')
    ) THEN
        RAISE EXCEPTION 'article 12: no use without certificate and approval' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER secrecy_no_use_before BEFORE INSERT OR UPDATE ON secrecy_registerpaper
    FOR EACH ROW EXECUTE FUNCTION secrecy_refuse_use();
"""
DROP = "DROP TRIGGER secrecy_no_use_before ON secrecy_registerpaper; DROP FUNCTION secrecy_refuse_use();"


class Migration(migrations.Migration):
    dependencies = [("secrecy", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
