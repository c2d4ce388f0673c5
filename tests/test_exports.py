"""Every list is a file, too: all its rows, formulas as text, for whoever sees the list."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from acceptance.models import Acceptance
from accounts.roles import Role
from changes.models import ChangeRequest, Reform
from oversight.models import Breach, Matter
from projects.models import AnnualList, Consultation, PreReview, Project, SupervisionNote
from reviews.models import ReviewRound
from secrecy.services import grant_clearance
from similarity.models import Likeness, SplitGroup
from tests import factories as make
from tests.addresses import lists

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://x.example","看")'


class Scene:
    """Rows for every list, each of one project whose name a spreadsheet would run."""

    def __init__(self):
        self.today, self.posts = timezone.localdate(), {}

    @staticmethod
    def project():
        return make.bring(make.make_project(name=FORMULA), "library")

    def post(self, role):
        return self.posts.setdefault(role, make.make_post(role))

    def consultation(self, project):
        pre_review = PreReview.objects.create(project=project, attempt=1)
        Consultation.objects.create(
            project=project, pre_review=pre_review, body=self.post(Role.FINANCE).organisation, question="资金是否落实",
            due_on=self.today - datetime.timedelta(days=1),
        )  # fmt: skip

    def breach(self, project):
        late = self.today - datetime.timedelta(days=3)
        Breach.objects.create(
            project=project, kind="other", facts=FORMULA, remedy="补办手续", happened_on=late, due_on=late
        )

    def matter(self, project):
        name = f"{FORMULA}{project.number}"
        Matter.objects.create(name=name, text="统一接口", due_on=self.today, project=project)

    def note(self, project):
        SupervisionNote.objects.create(
            project=project, kind="procurement", finding=FORMULA, demand="说明", post=self.post(Role.FINANCE),
            due_on=self.today - datetime.timedelta(days=1),
        )  # fmt: skip

    def change(self, project):
        ChangeRequest.objects.create(project=project, kind="period", why=FORMULA)

    def pair(self, project):
        other = make.bring(make.make_project(name="另一平台"), "library")
        Likeness.objects.create(earlier=other, later=project, predicted="same", score=0.9)

    def group(self, project):
        group = SplitGroup.objects.create(key=str(project.pk), total=2_000_000, limit=1_000_000, score=0.9)
        group.parts.set([project])

    def annual_list(self, project):
        AnnualList.objects.create(year=2030 + AnnualList.objects.count(), number=FORMULA)

    def reform(self, project):
        body = make.make_org()
        fields = {"old_name": body.name, "new_name": "某局", "new_short_name": "某局", "basis": FORMULA}
        Reform.objects.create(kind="rename", organisation=body, effective_on=self.today, **fields)


# Lists that are no files, each with its reason. A new one fails here until it has columns, or stands here.
WITHOUT = {
    "accounts:post_list": "sign-in names leave in no file; who acts for whom is asked of the audit trail",
    "accounts:person_list": "sign-in names leave in no file",
    "accounts:organisation_list": "the administrators' own register; what bodies build is in the lists of projects",
    "workflow:notice_list": "one person's own mail, no register",
    "secrecy:register": "nothing of a classified project leaves in a file (article 24)",
    "sharing:scheme_list": "the versions of a form, read as they are; the catalogue itself is exported by them",
    "sharing:pictures": "figures beside their charts; each leads to its list",
    "funds:overview": "figures beside their charts; each leads to its list",
    "infrastructure:operation": "figures beside their charts; each leads to its list",
    "infrastructure:pools": "figures beside their charts; each leads to its list",
    "workspace:search": "what was found, of many kinds; the list of each kind is a file",
    "projects:library_compare": "two to four entries side by side; the library is a file",
    "projects:ways": "the table of the law",
}


def test_no_list_is_forgotten():
    found = list(lists())
    assert len(found) > 45
    assert {name for name, _path, offers in found if not offers} == set(WITHOUT)


LISTS = [
    ("/projects/lists/", Role.OFFICE_CLERK, "annual_list"),
    ("/changes/reforms/", Role.SYSTEM_ADMIN, "reform"),
    ("/projects/consultations/", Role.OFFICE_CLERK, "consultation"),
    ("/oversight/", Role.OFFICE_CLERK, "breach"),
    ("/oversight/matters/", Role.LEADING_GROUP, "matter"),
    ("/projects/supervision/?of=notes", Role.FINANCE, "note"),
    ("/projects/supervision/", Role.FINANCE, "note"),
    ("/changes/", Role.OFFICE_CLERK, "change"),
    ("/similarity/", Role.OFFICE_CLERK, "pair"),
    ("/similarity/groups/", Role.OFFICE_CLERK, "group"),
    ("/projects/prereviews/", Role.OFFICE_CLERK, "consultation"),
]


def rows_of(client, path, form):
    mark = "&" if "?" in path else "?"
    answer = client.get(f"{path}{mark}export={form}")
    assert answer.status_code == 200
    assert answer.streaming
    if form == "csv":
        text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
        return list(csv.reader(io.StringIO(text)))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [list(row) for row in book.active.iter_rows()]


@pytest.fixture
def scene(db):
    return Scene()


@pytest.mark.parametrize(("path", "role", "add"), LISTS)
def test_a_list_is_a_file_with_all_its_rows_and_no_formula(scene, path, role, add):
    client, counts = make.signed_in(scene.post(role)), []
    for number in (1, 3):
        while True:
            getattr(scene, add)(scene.project())
            if len(rows_of(client, path, "csv")) > number:
                break
        with CaptureQueriesContext(connection) as queries:
            text = rows_of(client, path, "csv")
        counts.append(len(queries))
        assert len(text) == number + 1
    assert counts[0] == counts[1]
    page = client.get(path).content.decode()
    assert 'data-export="xlsx"' in page
    assert 'data-export="csv"' in page
    assert any(cell.startswith("'=") for line in text[1:] for cell in line)
    assert not any(cell.startswith("=") for line in text for cell in line)
    book = rows_of(client, path, "xlsx")
    assert len(book) == len(text)
    assert all(cell.data_type != "f" for line in book for cell in line)
    kinds = {cell.data_type for line in book[1:] for cell in line if cell.value is not None}
    assert kinds & {"n", "d"}


@pytest.mark.parametrize(("path", "role", "add"), LISTS)
def test_who_does_not_see_the_list_gets_no_file(scene, path, role, add):
    getattr(scene, add)(scene.project())
    stranger = make.signed_in(make.make_post(Role.APPLICANT, make.make_org()))
    mark = "&" if "?" in path else "?"
    answer = stranger.get(f"{path}{mark}export=csv")
    assert answer.status_code == 403 or len(rows_of(stranger, path, "csv")) == 1
    if answer.status_code == 403:
        assert "data-export" not in answer.content.decode()


def test_the_gate_exports_what_waits(scene):
    listed = make.bring(make.make_project(name=FORMULA), "listed")
    project = make.pre_approve(listed, amount=Decimal(1_000_000))
    rows = rows_of(make.signed_in(make.make_post(Role.FINANCE)), "/projects/gate/", "csv")
    assert [row[0] for row in rows[1:]] == [make.again(project).number]
    assert {"申报数（元）", "评审数（元）", "预算数（元）", "合同数（元）"} <= set(rows[0])


def test_no_file_names_a_classified_project_not_even_for_the_cleared(scene):
    """On an ordinary network what a cleared person reads on a page does not leave as a file (article 24)."""
    project = make.bring(make.make_project(name="甲-07号工程"), "library")
    ReviewRound.objects.create(project=project, number=1, state="submitted", submitted_at=timezone.now())
    Acceptance.objects.create(project=project, attempt=1)
    for add in (scene.consultation, scene.breach, scene.matter, scene.note, scene.change):
        add(project)
    Project.objects.filter(pk=project.pk).update(is_classified=True, secrecy_level="秘密")
    clerk = scene.post(Role.OFFICE_CLERK)
    grant_clearance(project=make.again(project), username=clerk.user.username, post=make.make_post(Role.SECRECY))
    client, files, named = make.signed_in(clerk), 0, []
    assert project.name in client.get("/reviews/").content.decode()
    for _name, path, offers in lists():
        answer = client.get(f"{path}?export=csv") if offers else None
        if answer is not None and answer.streaming:
            files += 1
            if project.name in b"".join(answer.streaming_content).decode():
                named.append(path)
    assert named == []
    assert files > 30
