"""The chain of money is kept by the database itself (articles 21, 22): the ledger is only added to; every payment adds
to the totals of its contract and its indicator in the same statement, and their CHECKs refuse what goes beyond;
money of one use or one project pays for no other. Fifty payments at once wait for one another on those two rows."""

from django.db import migrations

FUNCTIONS = """
UPDATE funds_contract c SET paid_total = (SELECT coalesce(sum(amount), 0) FROM funds_payment p WHERE p.contract_id = c.id);

CREATE FUNCTION funds_book_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    contract funds_contract%ROWTYPE;
    indicator funds_indicator%ROWTYPE;
    wanted text;
BEGIN
    IF NEW.indicator_id IS NULL THEN
        RAISE EXCEPTION '没有预算指标，不能付款（《办法》第二十二条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_payment_has_indicator';
    END IF;
    UPDATE funds_contract SET paid_total = paid_total + NEW.amount WHERE id = NEW.contract_id RETURNING * INTO contract;
    UPDATE funds_indicator SET paid_total = paid_total + NEW.amount WHERE id = NEW.indicator_id RETURNING * INTO indicator;
    wanted := CASE contract.kind WHEN 'main' THEN 'construction' WHEN 'services' THEN 'services' ELSE 'management' END;
    IF indicator.project_id <> contract.project_id OR indicator.use <> wanted OR NEW.use <> wanted THEN
        RAISE EXCEPTION '资金不得挪作他用（《办法》第二十二条）：指标用途 %，合同用途 %', indicator.use, wanted
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_money_for_its_use';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION funds_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '支付台账和指标调整只增不改（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION funds_guard_indicator() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    approved numeric;
    total numeric;
    named numeric;
    lines numeric;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.project_id, NEW.source, NEW.year, NEW.use, NEW.initial) IS DISTINCT FROM
       (OLD.project_id, OLD.source, OLD.year, OLD.use, OLD.initial) THEN
        RAISE EXCEPTION '指标的来源、年度、用途和下达金额不能更改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.amount <= OLD.amount THEN
        RETURN NEW;
    END IF;
    SELECT coalesce(budget_sum, declared_sum) INTO approved FROM projects_project
        WHERE id = NEW.project_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO total FROM funds_indicator
        WHERE project_id = NEW.project_id AND id IS DISTINCT FROM NEW.id;
    IF total + NEW.amount > approved THEN
        RAISE EXCEPTION '预算指标合计 % 超过批准金额 %（《办法》第二十二条）', total + NEW.amount, approved
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_indicators_within_approval';
    END IF;
    -- By source, as the application names it; what was approved above it is city money (funds.rules.source_limits).
    SELECT coalesce(sum(l.amount) FILTER (WHERE l.kind = NEW.source), 0), sum(l.amount) INTO named, lines
        FROM projects_sourceline l JOIN projects_application a ON a.id = l.application_id
        WHERE a.project_id = NEW.project_id;
    IF NEW.source = 'city' THEN
        named := named + greatest(approved - lines, 0);
    END IF;
    SELECT coalesce(sum(amount), 0) INTO total FROM funds_indicator
        WHERE project_id = NEW.project_id AND source = NEW.source AND id IS DISTINCT FROM NEW.id;
    IF lines IS NOT NULL AND total + NEW.amount > named THEN
        RAISE EXCEPTION '该来源指标合计 % 超过申报的资金来源 %（《办法》第二十一条）', total + NEW.amount, named
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_21_indicators_within_source';
    END IF;
    RETURN NEW;
END $$;

-- The other end: an approval that comes down asks that the indicators came down first.
CREATE FUNCTION funds_guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
BEGIN
    SELECT coalesce(sum(amount), 0) INTO total FROM funds_indicator WHERE project_id = NEW.id;
    IF total > coalesce(NEW.budget_sum, NEW.declared_sum) THEN
        RAISE EXCEPTION '批准金额 % 低于已下达的预算指标 %（《办法》第二十二条）',
            coalesce(NEW.budget_sum, NEW.declared_sum), total
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_approval_covers_indicators';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER book_payment BEFORE INSERT ON funds_payment FOR EACH ROW EXECUTE FUNCTION funds_book_payment();
CREATE TRIGGER keep_payment BEFORE UPDATE OR DELETE ON funds_payment FOR EACH ROW EXECUTE FUNCTION funds_refuse_change();
CREATE TRIGGER keep_change BEFORE UPDATE OR DELETE ON funds_indicatorchange
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_change();
CREATE TRIGGER guard_indicator BEFORE INSERT OR UPDATE ON funds_indicator
    FOR EACH ROW EXECUTE FUNCTION funds_guard_indicator();
CREATE TRIGGER guard_approval BEFORE UPDATE ON projects_project FOR EACH ROW
    WHEN (coalesce(NEW.budget_sum, NEW.declared_sum) < coalesce(OLD.budget_sum, OLD.declared_sum))
    EXECUTE FUNCTION funds_guard_approval();
"""

REVERSE = """
DROP TRIGGER guard_approval ON projects_project;
DROP FUNCTION funds_guard_approval();
DROP TRIGGER guard_indicator ON funds_indicator;
DROP TRIGGER keep_change ON funds_indicatorchange;
DROP TRIGGER keep_payment ON funds_payment;
DROP TRIGGER book_payment ON funds_payment;
DROP FUNCTION funds_guard_indicator();
DROP FUNCTION funds_refuse_change();
DROP FUNCTION funds_book_payment();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial"), ("projects", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
