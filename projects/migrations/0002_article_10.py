"""Article 10 and 22 in the database itself: whoever writes past the machine is refused as well."""

from django.db import migrations

# An approval needs the 预审批复, in force on the day of the act, and with 财政局 the line in its budget. Projects of
# other paths know no gate. The message is what a person would be told; the code is that of a check constraint.
FORWARD = """
CREATE FUNCTION projects_article_10(p projects_project, on_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p.path NOT IN ('tender', 'procurement', 'service') THEN
        RETURN;
    END IF;
    -- Begun under the rule of 2012: approved by the papers of its day (article 26).
    IF p.rule = '2012' THEN
        RETURN;
    END IF;
    IF p.pre_approved_at IS NULL OR p.pre_approval_number = '' THEN
        RAISE EXCEPTION '未取得预审批复，不得办理项目审批、招标或采购核准（《办法》第十条）'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'article_10_gate';
    END IF;
    IF on_day < (p.pre_approved_at AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION '批准日期 % 早于预审批复 %（《办法》第十条）', on_day, p.pre_approval_number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'article_10_gate';
    END IF;
    IF p.pre_approved_until < on_day THEN
        RAISE EXCEPTION '预审批复 % 已于 % 失效（《办法》第十条）', p.pre_approval_number, p.pre_approved_until
            USING ERRCODE = 'check_violation', CONSTRAINT = 'article_10_gate';
    END IF;
    IF p.path <> 'tender' AND NOT EXISTS (
        SELECT 1 FROM projects_procurementline l WHERE l.project_id = p.id AND l.book = p.path
    ) THEN
        RAISE EXCEPTION '未列入政府采购预算或政府购买服务预算（《办法》第二十二条）'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'article_22_budget_line';
    END IF;
END $$;

CREATE FUNCTION projects_gate_of_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.approved_at IS DISTINCT FROM NEW.approved_at) THEN
        PERFORM projects_article_10(NEW, (NEW.approved_at AT TIME ZONE 'Asia/Shanghai')::date);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER article_10_project BEFORE INSERT OR UPDATE OF approved_at ON projects_project
    FOR EACH ROW EXECUTE FUNCTION projects_gate_of_project();

CREATE FUNCTION projects_gate_of_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    p projects_project;
BEGIN
    IF NEW.outcome = 'refused' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO p FROM projects_project WHERE id = NEW.project_id;
    -- A later act stands on the first; that one asked for validity and budget. 财政评审 is no approval of article 10.
    IF (NEW.outcome = 'cut' OR NEW.approved_on >= (p.pre_approved_at AT TIME ZONE 'Asia/Shanghai')::date) AND EXISTS (
        SELECT 1 FROM projects_approval a
        WHERE a.project_id = p.id AND a.outcome <> 'refused' AND a.recorded_at >= p.pre_approved_at
    ) THEN
        RETURN NEW;
    END IF;
    PERFORM projects_article_10(p, NEW.approved_on);
    RETURN NEW;
END $$;

CREATE TRIGGER article_10_approval BEFORE INSERT ON projects_approval
    FOR EACH ROW EXECUTE FUNCTION projects_gate_of_approval();
"""
BACKWARD = """
DROP TRIGGER article_10_approval ON projects_approval;
DROP TRIGGER article_10_project ON projects_project;
DROP FUNCTION projects_gate_of_approval();
DROP FUNCTION projects_gate_of_project();
DROP FUNCTION projects_article_10(projects_project, date);
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
