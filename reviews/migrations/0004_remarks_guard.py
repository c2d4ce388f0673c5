"""Article 11 in the database itself: no opinion that passes a plan is issued while a remark of the experts is open, and
what its author wrote stays as it is."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION reviews_guard_remarks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'issued' AND OLD.state <> 'issued' AND NEW.conclusion IN ('pass', 'amend') AND EXISTS (
        SELECT 1 FROM reviews_remark r WHERE r.round_id = NEW.id AND r.verdict NOT IN ('closed', 'aside')
    ) THEN
        RAISE EXCEPTION '专家意见尚未逐条落实，不得出具通过的评审意见（《办法》第十一条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_11_no_open_remark';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER article_11_remarks BEFORE UPDATE OF state ON reviews_reviewround
    FOR EACH ROW EXECUTE FUNCTION reviews_guard_remarks();

CREATE FUNCTION reviews_guard_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.text, NEW.aspect, NEW.seat_id) IS DISTINCT FROM (OLD.text, OLD.aspect, OLD.seat_id) THEN
        RAISE EXCEPTION '专家意见的原文不得改动（《办法》第十一条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_11_remark_keeps_its_words';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER article_11_words BEFORE UPDATE OF text, aspect, seat_id ON reviews_remark
    FOR EACH ROW EXECUTE FUNCTION reviews_guard_words();
"""

REVERSE = """
DROP TRIGGER article_11_words ON reviews_remark;
DROP FUNCTION reviews_guard_words();
DROP TRIGGER article_11_remarks ON reviews_reviewround;
DROP FUNCTION reviews_guard_remarks();
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_arguments")]

    operations = [migrations.RunSQL(FUNCTION, REVERSE)]
