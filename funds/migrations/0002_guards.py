"""The chain of money is kept by the database itself (articles 21, 22): the ledger is only added to; every payment adds
to the totals of its contract and its indicator in the same statement, as every open request does to its contract, and
their CHECKs refuse what goes beyond; money of one use or one project pays for no other. A payment belongs to a request
that was granted, or 财政局 booked it. Fifty payments at once wait for one another on those two rows."""

from django.db import migrations

FUNCTIONS = """
UPDATE funds_contract c SET paid_total = (SELECT coalesce(sum(amount), 0) FROM funds_payment p WHERE p.contract_id = c.id);

-- The use that money of a contract must have been given for (funds.choices.USES).
CREATE FUNCTION funds_use_of(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'main' THEN 'construction' WHEN 'services' THEN 'services' ELSE 'management' END;
$$;

CREATE FUNCTION funds_book_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    contract funds_contract%ROWTYPE;
    indicator funds_indicator%ROWTYPE;
    request funds_paymentrequest%ROWTYPE;
    struck funds_payment%ROWTYPE;
    wanted text;
BEGIN
    IF NEW.indicator_id IS NULL THEN
        RAISE EXCEPTION '没有预算指标，不能付款（《办法》第二十二条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_payment_has_indicator';
    END IF;
    UPDATE funds_contract SET paid_total = paid_total + NEW.amount WHERE id = NEW.contract_id RETURNING * INTO contract;
    UPDATE funds_indicator SET paid_total = paid_total + NEW.amount WHERE id = NEW.indicator_id RETURNING * INTO indicator;
    wanted := funds_use_of(contract.kind);
    IF indicator.project_id <> contract.project_id OR indicator.use <> wanted OR NEW.use <> wanted THEN
        RAISE EXCEPTION '资金不得挪作他用（《办法》第二十二条）：指标用途 %，合同用途 %', indicator.use, wanted
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_money_for_its_use';
    END IF;
    SELECT * INTO request FROM funds_paymentrequest WHERE id = NEW.request_id;
    IF request.id IS NULL AND NOT EXISTS (
        SELECT 1 FROM accounts_post WHERE id = NEW.registered_by_id AND role = 'finance'
    ) THEN
        RAISE EXCEPTION '付款须有经单位负责人同意的申请，或由市财政局登记（《办法》第二十二条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_paid_by_request';
    END IF;
    IF request.id IS NOT NULL AND (request.state, request.contract_id, request.indicator_id, request.amount,
       request.reverses_id) IS DISTINCT FROM
       ('paid', NEW.contract_id, NEW.indicator_id, abs(NEW.amount), NEW.reverses_id) THEN
        RAISE EXCEPTION '付款与所依据的申请不一致，或申请未获同意（《办法》第二十二条）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_paid_by_request';
    END IF;
    IF NEW.reverses_id IS NULL AND
       (NEW.paid_on < contract.signed_on OR extract(year FROM NEW.paid_on) <> indicator.year) THEN
        RAISE EXCEPTION '付款日期 % 早于合同签订，或不在指标年度 % 内', NEW.paid_on, indicator.year
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_paid_in_its_year';
    END IF;
    SELECT * INTO struck FROM funds_payment WHERE id = NEW.reverses_id;
    IF NEW.reverses_id IS NOT NULL AND (struck.reverses_id IS NOT NULL OR NEW.paid_on < struck.paid_on OR
       (struck.contract_id, struck.indicator_id, -struck.amount) IS DISTINCT FROM
       (NEW.contract_id, NEW.indicator_id, NEW.amount)) THEN
        RAISE EXCEPTION '红冲须与原付款的合同、指标和金额一致' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- An open request weighs on its contract until it is paid, refused or taken back; what is over does not open again.
CREATE FUNCTION funds_open_sum(state text, reverses bigint, amount numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN reverses IS NULL AND state IN ('requested', 'approved', 'held', 'claimed') THEN amount ELSE 0 END;
$$;

CREATE FUNCTION funds_count_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before numeric := 0;
    now_open numeric := 0;
    contract funds_contract%ROWTYPE;
    indicator funds_indicator%ROWTYPE;
    asked numeric;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := funds_open_sum(OLD.state, OLD.reverses_id, OLD.amount);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        now_open := funds_open_sum(NEW.state, NEW.reverses_id, NEW.amount);
    END IF;
    IF TG_OP = 'INSERT' AND NEW.state NOT IN ('requested', 'claimed') OR TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND
       OLD.state IN ('paid', 'refused', 'withdrawn', 'reversed') AND (OLD.state, NEW.state) <> ('paid', 'reversed') THEN
        RAISE EXCEPTION '付款申请须先经审核，办结后不能恢复（%）', NEW.state
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_request_in_order';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.contract_id, NEW.indicator_id, NEW.amount, NEW.reverses_id) IS DISTINCT FROM
       (OLD.contract_id, OLD.indicator_id, OLD.amount, OLD.reverses_id) THEN
        RAISE EXCEPTION '付款申请的合同、指标和金额不能更改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF now_open <> before THEN
        UPDATE funds_contract SET asked_total = asked_total + now_open - before
            WHERE id = coalesce(NEW.contract_id, OLD.contract_id) RETURNING * INTO contract;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.reverses_id IS NULL THEN
        SELECT * INTO indicator FROM funds_indicator WHERE id = NEW.indicator_id FOR NO KEY UPDATE;
        SELECT coalesce(sum(funds_open_sum(state, reverses_id, amount)), 0) INTO asked
            FROM funds_paymentrequest WHERE indicator_id = NEW.indicator_id;
        IF indicator.project_id <> contract.project_id OR NEW.project_id <> contract.project_id OR
           indicator.use <> funds_use_of(contract.kind) THEN
            RAISE EXCEPTION '资金不得挪作他用（《办法》第二十二条）'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_money_for_its_use';
        END IF;
        IF indicator.paid_total + asked > indicator.amount OR
           contract.paid_total + contract.asked_total > coalesce(contract.settled_sum, contract.amount) THEN
            RAISE EXCEPTION '付款和申请合计超过预算指标或合同金额（《办法》第二十二条）'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_asked_within';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Contracts of a project stay within what was approved (Project.approved_sum), whoever raises one of them.
CREATE FUNCTION funds_signed_sum(state text, settled numeric, amount numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN state = 'terminated' THEN settled ELSE amount END;
$$;

CREATE FUNCTION funds_guard_contract() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    approved numeric;
    total numeric;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.project_id <> OLD.project_id THEN
        RAISE EXCEPTION '合同不能改属另一项目' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND funds_signed_sum(NEW.state, NEW.settled_sum, NEW.amount) <=
       funds_signed_sum(OLD.state, OLD.settled_sum, OLD.amount) THEN
        RETURN NEW;
    END IF;
    SELECT coalesce(budget_sum, greatest(declared_sum, (
        SELECT max(l.total) FROM projects_listline l
        WHERE l.project_id = p.id AND l.decision = 'approved' AND l.kind IN ('new', 'adjusted')
    ))) INTO approved FROM projects_project p WHERE id = NEW.project_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(funds_signed_sum(state, settled_sum, amount)), 0) INTO total FROM funds_contract
        WHERE project_id = NEW.project_id AND id <> NEW.id;
    total := total + funds_signed_sum(NEW.state, NEW.settled_sum, NEW.amount);
    IF total > approved THEN
        RAISE EXCEPTION '合同合计 % 超过批准金额 %（《办法》第二十二条）', total, approved
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'article_22_contracts_within_approval';
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
CREATE TRIGGER count_request AFTER INSERT OR UPDATE OR DELETE ON funds_paymentrequest
    FOR EACH ROW EXECUTE FUNCTION funds_count_request();
CREATE TRIGGER guard_contract BEFORE INSERT OR UPDATE OF project_id, state, amount, settled_sum ON funds_contract
    FOR EACH ROW EXECUTE FUNCTION funds_guard_contract();
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
DROP TRIGGER guard_contract ON funds_contract;
DROP TRIGGER count_request ON funds_paymentrequest;
DROP TRIGGER keep_change ON funds_indicatorchange;
DROP TRIGGER keep_payment ON funds_payment;
DROP TRIGGER book_payment ON funds_payment;
DROP FUNCTION funds_guard_indicator();
DROP FUNCTION funds_refuse_change();
DROP FUNCTION funds_book_payment();
DROP FUNCTION funds_guard_contract();
DROP FUNCTION funds_signed_sum(text, numeric, numeric);
DROP FUNCTION funds_count_request();
DROP FUNCTION funds_open_sum(text, bigint, numeric);
DROP FUNCTION funds_use_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial"), ("projects", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
