"""Which projects there will have been: who asks for what, for how much, in which year, and where each stands today."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from projects.choices import Category, Nature
from projects.paths import Path
from workflow.workdays import NO_NOTICES, is_workday
from workspace.demo import texts
from workspace.demo.people import City
from workspace.demo.texts import Subject

WAN = 10_000
# What the unit asks for: equipment is dear, advice is cheap.
RANGES = {
    Category.APPLICATION: (30, 480),
    Category.RESOURCE: (25, 380),
    Category.NETWORK: (40, 620),
    Category.SECURITY: (18, 160),
    Category.EQUIPMENT: (12, 420),
    Category.SOFT: (8, 60),
}
# Sums on the borders of the rules: the smallest, exactly one million (no supervision), one fen more, the largest.
BORDERS = ("80000", "1000000", "1000000.01", "12000000", "5000000", "999999.99")
TENDER_FROM = 4_000_000
SELF_BELOW = 800_000
INVESTORS = ("云数科技", "城投数产", "蜀北信息")
SHARES = (0.15, 0.17, 0.19, 0.21, 0.28)  # of the five years

# Where projects of the running year stand today; every state of every process has at least one of them.
HALTS = (
    *("listed", "listed", "listed", "pre.draft", "pre.submitted", "pre.returned", "pre.checked", "pre.refused"),
    *("pre.closed", "pre_approved", "pre_approved", "approved", "approved", "plan_passed", "plan_passed"),
    *("round.draft", "round.submitted", "round.submitted", "round.returned", "round.convened", "round.convened"),
    *("round.convened", "round.opened", "round.concluded", "round.revise", "round.closed"),
    *("round.amending", "round.amending", "round.verifying"),
    *("tender_filed", "building", "building", "building", "building", "acc.draft", "acc.reported", "acc.reported"),
    *("acc.returned", "acc.convened", "acc.convened", "acc.opened", "acc.concluded", "acc.rectify", "accepted"),
    *("accepted", "filing.draft", "filing.submitted", "filing.submitted", "filing.returned", "filed"),
)
# Calendar days from the first act after the list to the place where a project stands today, by the label's head.
LEADS = {"listed": 0, "pre": 75, "pre_approved": 80, "approved": 110, "round": 150, "plan_passed": 150}
LEADS |= {"tender_filed": 200, "building": 210, "acc": 400, "accepted": 430, "filing": 440, "filed": 450}
# What became of two fifths of earlier years' applications.
TROUBLES = (
    "refused",
    "early",
    "withdrawn",
    "refused",
    "pre_refused",
    "early",
    "terminated_pre",
    "terminated",
    "revise",
)
# Where the applications for the next list stand.
NEXT_HALTS = (
    *("app.draft", "app.unit_review", "app.checking", "app.deciding", "app.refused", "withdrawn", "library"),
    *("app.returned", "app.checking", "app.draft", "library", "library", "app.checking", "library", "app.deciding"),
    *("library", "library", "app.unit_review", "library", "library"),
)


@dataclass
class Plan:
    unit: str
    subject: Subject
    name: str
    category: str
    nature: str
    path: str
    amount: Decimal
    year: int
    start: datetime.date
    halt: str = ""
    settle: datetime.date | None = None
    trouble: str = ""
    # Short name of the enterprise that builds what the unit rents.
    investor: str = ""


def make_plans(
    city: City, rng: random.Random, *, count: int, last_year: int, today: datetime.date, halts: tuple[str, ...]
) -> list[Plan]:
    """`last_year` is the newest approved list; what is asked for the year after it stands before the library."""
    ideas = _ideas(city, rng)
    # A rolling library of three years holds more wishes than the lists of five years took in.
    next_count = max(len(set(NEXT_HALTS)), count * 45 // 100)
    halted = max(len(halts), 0)
    rest = max(count - next_count - halted, 5)
    plans = []
    for place, share in enumerate(SHARES):
        year = last_year - len(SHARES) + 1 + place
        for _ in range(max(1, round(rest * share))):
            plans.append(_plan(rng, next(ideas), year, _start(rng, year, first=place == 0)))
    for halt in halts:
        # Late in the year this year's projects have come far; in spring only last year's have.
        lead = LEADS[halt.partition(".")[0]] + 70
        year = last_year if datetime.date(last_year, 3, 1) + datetime.timedelta(days=lead) < today else last_year - 1
        plan = _plan(rng, next(ideas), year, _start(rng, year, first=False))
        _halt(plan, halt, rng, today)
        plans.append(plan)
    for place in range(next_count):
        halt = NEXT_HALTS[place % len(NEXT_HALTS)]
        year = last_year + (2 if halt == "library" and place % 2 else 1)
        plan = _plan(rng, next(ideas), year, today - datetime.timedelta(days=rng.randint(95, 150)))
        _halt(plan, halt, rng, today)
        plans.append(plan)
    for plan, amount in zip(plans[3::5], BORDERS, strict=False):
        _give(plan, Decimal(amount))
    _troubles(plans, rng, last_year)
    _buy_themselves(plans)
    _buy_services(plans)
    return plans


def _buy_themselves(plans: list[Plan]) -> None:
    """Two of three small purchases that nothing befalls on their way to the gate are below the procurement limit."""
    small = [
        plan
        for plan in plans
        if plan.path == Path.PROCUREMENT and plan.amount < SELF_BELOW and not plan.halt and "pre" not in plan.trouble
    ]
    for place, plan in enumerate(small):
        if place % 3:
            plan.path = Path.SELF


def _buy_services(plans: list[Plan]) -> None:
    """What is bought as a service stays with 财政局; every second one is built by an enterprise at its own cost."""
    bought = [plan for plan in plans if plan.nature == Nature.SERVICE and plan.path == Path.PROCUREMENT]
    for place, plan in enumerate(bought):
        plan.path, plan.investor = Path.SERVICE, INVESTORS[place // 2 % len(INVESTORS)] if place % 2 else ""


def _start(rng: random.Random, year: int, *, first: bool) -> datetime.date:
    """Applications come in the second half of the year before; in the system's first year, in its first months."""
    if first:
        return datetime.date(year, 1, 5) + datetime.timedelta(days=rng.randint(0, 40))
    return datetime.date(year - 1, 6, 1) + datetime.timedelta(days=rng.randint(0, 125))


def _halt(plan: Plan, halt: str, rng: random.Random, today: datetime.date) -> None:
    plan.halt = halt
    # Most wait some days only, every fourth one too long.
    age = rng.randint(20, 60) if rng.random() < 0.25 else rng.randint(1, 9)
    plan.settle = today - datetime.timedelta(days=age)
    # Offices are closed at the weekend: loaded on a Sunday, what settled yesterday settled on Friday.
    while not is_workday(plan.settle, NO_NOTICES):
        plan.settle -= datetime.timedelta(days=1)
    if halt.startswith("gate.tender") or "tender" in halt:
        plan.path = Path.TENDER


def _ideas(city: City, rng: random.Random):
    """Unit, subject, name, category, nature: without end; a second round of a name is its next phase."""
    ideas = []
    for code in city.units:
        short = city.organisations[code].short_name
        head = code.partition("_")[0]
        if "_" in code:
            ideas += _county_ideas(city, code, head)
            continue
        subject = texts.SUBJECTS.get(code, texts.OTHERS)
        ideas += [(code, subject, texts.name_of(subject, row, short), row[1], row[2]) for row in subject.names]
    office = texts.SUBJECTS["office"]
    ideas += [("office", office, *row) for row in office.names]
    rng.shuffle(ideas)
    yield from ideas
    for phase in ("二期", "三期", "四期", "五期"):
        for unit, subject, name, category, nature in ideas:
            yield unit, subject, f"{name}（{phase}）", category, nature


def _county_ideas(city: City, code: str, head: str):
    subject, county = texts.SUBJECTS[head], city.organisations[code].county
    rows = subject.names[:5] if head == "hbj" else texts._names("\n".join(texts.TRAFFIC_POLICE))
    return [(code, subject, f"{county}{name}", category, nature) for name, category, nature in rows]


def _plan(rng: random.Random, idea: tuple, year: int, start: datetime.date) -> Plan:
    unit, subject, name, category, nature = idea
    low, high = RANGES[category]
    # Many small ones, few large ones.
    amount = Decimal(int(low + (high - low) * rng.random() ** 2.2)) * WAN + Decimal(rng.randint(0, 99) * 100)
    if rng.random() < 0.05:
        amount = Decimal(rng.randint(420, 1150)) * WAN
    plan = Plan(unit, subject, name, category, nature, Path.PROCUREMENT, amount, year, start)
    _give(plan, amount)
    if plan.path == Path.PROCUREMENT and amount > 600_000 and rng.random() < 0.22:
        plan.path = Path.TENDER
    return plan


def _give(plan: Plan, amount: Decimal) -> None:
    plan.amount = amount
    if amount >= TENDER_FROM:
        plan.path = Path.TENDER


def _troubles(plans: list[Plan], rng: random.Random, last_year: int) -> None:
    """What went wrong in years that are over, and what drags on in this one."""
    # One a year goes well, so that its list is not empty.
    spared = {plan.year: plan for plan in reversed(plans) if not plan.halt}
    old = [plan for plan in plans if plan.year < last_year and not plan.halt and plan is not spared[plan.year]]
    for place, plan in enumerate(rng.sample(old, k=len(old) * 2 // 5)):
        plan.trouble = TROUBLES[place % len(TROUBLES)]
    running = [
        plan for plan in plans if plan.year in (last_year, last_year - 1) and not plan.halt and not plan.trouble
    ]
    for plan in rng.sample(running, k=len(running) // 7):
        plan.trouble = "slow"
