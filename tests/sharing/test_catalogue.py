"""The catalogue (articles 17, 18, 20): its code, its life, its versions, the guide's form in and out, open data."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from sharing.models import InformationResource
from sharing.services import guide_form, save_resource
from sharing.services.guide_form import HEAD, FormError, read_form, write_form
from tests.factories import make_org, make_post, signed_in
from tests.sharing.hands import Sides, item
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides():
    return Sides()


def upload(content):
    return SimpleUploadedFile("目录.xlsx", content)


def cells(content):
    return [tuple(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def test_the_code_is_built_by_the_guide_and_runs_without_gaps(sides):
    codes = [sides.draft(name).code for name in ("甲", "乙", "丙")]
    assert codes == ["303001/00001", "303001/00002", "303001/00003"]
    draft = InformationResource.objects.first()
    assert signed_in(sides.giver).get(draft.get_absolute_url()).status_code == 200


def test_the_whole_life_keeps_versions_and_what_changed(sides):
    resource = sides.published()
    assert (resource.version, resource.state) == (1, "published")
    with pytest.raises(Conflict):
        save_resource(resource=resource, items=[item("姓名")], post=sides.giver)
    resource = perform(resource, "revise", post=sides.giver)
    resource.abstract = "改过的摘要"
    save_resource(resource=resource, items=[item("姓名"), item("性别")], post=sides.giver)
    page = signed_in(sides.clerk).get(resource.get_absolute_url()).content.decode()
    assert "data-pending" in page
    for step, post in (("submit", sides.giver), ("confirm", sides.giver_leader), ("publish", sides.clerk)):
        resource = perform(resource, step, post=post)
    assert resource.version == 2
    new, old = resource.versions.all()
    assert (old.content["信息资源摘要"], new.content["信息资源摘要"]) == ("户籍人口信息摘要", "改过的摘要")
    assert "住址" in old.content["数据项"]
    assert "住址" not in new.content["数据项"]


def test_what_is_missing_is_said_at_once_and_nobody_else_acts(sides):
    resource = sides.draft(items=[item("姓名")])
    resource.abstract, resource.cycle = "", ""
    save_resource(resource=resource, items=[], post=sides.giver)
    with pytest.raises(RuleViolation, match="信息资源摘要、数据项、更新周期"):
        perform(resource, "submit", post=sides.giver)
    with pytest.raises(Forbidden):
        perform(resource, "submit", post=sides.user)
    assert signed_in(sides.user).get(resource.get_absolute_url()).status_code == 404
    assert signed_in(make_post(Role.SYSTEM_ADMIN)).get("/sharing/").status_code == 403


def test_base_resources_are_shared_and_withholding_has_a_basis(sides):
    for fields in ({"kind": "base", "base": "population", "sharing": "conditional"}, {"sharing": "none", "basis": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InformationResource.objects.create(
                **{"code": "X", "name": "n", "kind": "professional", "provider": sides.giver.organisation, **fields}
            )


def test_a_withdrawn_resource_takes_its_grants_along(sides):
    resource = sides.published()
    grant = sides.granted(resource)
    Notice.objects.all().delete()
    perform(resource, "withdraw", post=sides.giver_leader, reason="系统停用")
    grant.refresh_from_db()
    assert grant.state == "withdrawn"
    assert Notice.objects.filter(user=sides.user.user, text__contains="已撤销：系统停用").exists()


def test_the_guides_form_comes_back_as_it_went(sides):
    first = sides.published(is_open=True, items=[item("姓名", open=True), item("金额", type="money", sharing="none")])
    second = sides.published("水质监测", sharing="free")
    seen = InformationResource.objects.order_by("code").prefetch_related("items")
    written = write_form(seen)
    before = cells(written)
    assert len(before) == 1 + 2 + 3
    with pytest.raises(FormError, match="先在资源页办理变更"):
        read_form(upload=upload(written), post=sides.giver)
    for one in (first, second):
        one.versions.all().delete()
        one.delete()
    kept = read_form(upload=upload(written), post=sides.giver)
    assert {one.state for one in kept} == {"draft"}
    assert cells(write_form(seen.all())) == before
    # And once more, over the drafts that are there now.
    read_form(upload=upload(written), post=sides.giver)
    assert cells(write_form(seen.all())) == before


def test_a_broken_file_and_one_row_too_many_are_refused(sides, monkeypatch):
    sides.published()
    written, client = write_form(InformationResource.objects.all()), signed_in(sides.giver)
    broken = client.post("/sharing/import/", {"file": upload(written[: len(written) // 2])})
    assert (broken.status_code, "文件打不开" in broken.content.decode()) == (422, True)
    monkeypatch.setattr("sharing.services.guide_form.MOST_ROWS", 2)
    with pytest.raises(FormError, match="一次最多导入 2 行"):
        read_form(upload=upload(written), post=sides.giver)


def test_a_draft_that_somebody_saves_during_the_import_keeps_it_out(sides, monkeypatch):
    sides.draft()
    written, saved = write_form(InformationResource.objects.all()), guide_form.save_resource

    def late(*, resource, **more):
        InformationResource.objects.update(edition=F("edition") + 1)
        return saved(resource=resource, **more)

    monkeypatch.setattr(guide_form, "save_resource", late)
    answer = signed_in(sides.giver).post("/sharing/import/", {"file": upload(written)})
    assert (answer.status_code, "同事已保存了新的内容" in answer.content.decode()) == (422, True)


def test_one_wrong_line_keeps_all_out_and_every_fault_is_named(sides):
    sides.published()
    sheet = load_workbook(io.BytesIO(write_form(InformationResource.objects.all())))
    rows = sheet.active
    for column, value in ((6, ""), (5, "别的资源"), (12, "乱写"), (7, "没有的局")):
        rows.cell(row=2, column=column).value = value
    out = io.BytesIO()
    sheet.save(out)
    answer = signed_in(sides.giver).post("/sharing/import/", {"file": upload(out.getvalue())})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第 2 行：数据类型“乱写”" in page
    assert "没有名为“没有的局”的单位" in page
    assert InformationResource.objects.count() == 1
    other = signed_in(sides.user).post("/sharing/import/", {"file": SimpleUploadedFile("a.xlsx", b"not a book")})
    assert other.status_code == 422


def test_what_the_database_would_refuse_is_named_by_line(sides):
    sides.draft(items=[item("姓名"), item("住址")])
    sides.draft("别的资源", items=[item("金额")])
    sheet = load_workbook(io.BytesIO(write_form(InformationResource.objects.all())))
    rows, columns = sheet.active, {title: place for place, title in enumerate(HEAD, start=1)}
    wrong = {
        (2, "信息资源名称"): "长" * 121, (2, "提供方代码"): "9" * 19, (2, "数据项名称"): "长" * 81,
        (3, "数据长度"): "9" * 5000, (4, "共享类型"): "不予共享", (4, "关联资源代码"): "9" * 41,
    }  # fmt: skip
    for (line, title), value in wrong.items():
        rows.cell(line, columns[title]).value = value
    rows.cell(3, columns["信息资源名称"]).value = "长" * 121
    out = io.BytesIO()
    sheet.save(out)
    with pytest.raises(FormError) as refusal:
        read_form(upload=upload(out.getvalue()), post=sides.giver)
    found = [(text[:5], text[6:].split("：")[0]) for text in refusal.value.errors]
    assert found == [
        ("第 2 行", "数据项名称"), ("第 3 行", f"数据长度“{'9' * 20}”应为整数"), ("第 2 行", "资源名称"),
        ("第 2 行", "提供方代码"), ("第 4 行", "关联资源代码"), ("第 4 行", "不予共享的，须写明法律依据。"),
    ]  # fmt: skip


def test_the_form_is_filled_in_the_browser(sides):
    sides.draft()
    client = signed_in(sides.giver)
    category = InformationResource.objects.get().category_id
    data = {
        "name": "门牌地址", "category": category, "kind": "professional", "base": "", "abstract": "全市门牌",
        "format": "database", "sharing": "free", "condition": "", "basis": "", "way": "interface", "cycle": "每月",
        "open_condition": "", "related_code": "", "domain": "城乡建设",
        "items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 0,
        "items-0-name": "门牌号", "items-0-type": "text", "items-0-length": 40, "items-0-sharing": "free",
        "items-1-name": "", "items-1-type": "text", "items-1-length": 0, "items-1-sharing": "free",
    }  # fmt: skip
    answer = client.post("/sharing/new/", data)
    assert answer.status_code == 302
    made = InformationResource.objects.get(name="门牌地址")
    assert (made.code, made.extra, made.items.get().name) == ("303001/00002", {"domain": "城乡建设"}, "门牌号")
    edit, seen = f"{made.get_absolute_url()}edit/", {"edition": made.edition, "items-0-length": 50}
    assert f'name="edition" value="{made.edition}"' in client.get(edit).content.decode()
    assert client.post(edit, data | seen).status_code == 302
    late = client.post(edit, data | seen | {"name": "门牌", "items-0-length": 60})
    assert (late.status_code, made.items.get().length) == (409, 50)
    assert 'value="门牌"' in late.content.decode()
    again = {"edition": InformationResource.objects.get(pk=made.pk).edition}
    assert client.post(edit, data | seen | again).status_code == 302, "told, it may be saved over"
    assert "门牌号" in client.get(f"/sharing/dataitem/{made.items.get().pk}/").content.decode()


def test_only_what_was_examined_and_allowed_is_open_to_everybody(sides, client):
    items = [item("名称", open=True), item("联系人")]
    resource = sides.published("医疗机构名录", sharing="free", is_open=True, items=items, rows=2)
    assert client.get(f"/sharing/open/{resource.pk}/").status_code == 404
    with pytest.raises(RuleViolation, match="安全审查未通过"):
        perform(resource, "open_up", post=sides.clerk, data={"safe": False, "note": "含联系人"})
    perform(resource, "open_up", post=sides.clerk, data={"safe": True, "note": "已去除联系人"})
    page = client.get(f"/sharing/open/{resource.pk}/").content.decode()
    answer = client.get(f"/sharing/open/{resource.pk}/data.csv")
    assert answer.streaming, "as many rows as there are need no memory"
    file = b"".join(answer.streaming_content).decode()
    assert "名称0" in page
    assert "联系人" not in page.replace("已去除联系人", "")
    assert file == "\ufeff名称\r\n名称0\r\n名称1\r\n"
    tree = json.loads(client.get("/sharing/open/catalogue.jsonld").content)
    assert [one["dct:title"]["@value"] for one in tree["dcat:dataset"]] == ["医疗机构名录"]
    assert tree["dcat:dataset"][0]["dcat:keyword"] == ["名称"]
    assert f"/sharing/open/{resource.pk}/" in client.get("/sharing/open/sitemap.xml").content.decode()
    # A change is reviewed before anybody reads it; what is not to be read any more is gone at once.
    resource.items.filter(name="联系人").update(open=True)
    assert "联系人" not in client.get(f"/sharing/open/{resource.pk}/").content.decode().replace("已去除联系人", "")
    resource.items.filter(name="名称").update(open=False)
    assert "名称0" not in client.get(f"/sharing/open/{resource.pk}/").content.decode()
    perform(resource, "close_open", post=sides.clerk, reason="核查")
    assert client.get(f"/sharing/open/{resource.pk}/").status_code == 404


def test_the_open_list_has_pages_and_downloads_have_a_limit(sides, client, monkeypatch):
    for place in range(26):
        resource = sides.published(
            f"第{place:02d}种名录", sharing="free", is_open=True, items=[item("名称", open=True)]
        )
        perform(resource, "open_up", post=sides.clerk, data={"safe": True, "note": "可以开放"})
    pages = [client.get("/sharing/open/", {"page": page, "q": "名录"}).content.decode() for page in (1, 2)]
    assert [page.count("data-row=") for page in pages] == [25, 1]
    monkeypatch.setattr("sharing.views.open.PER_MINUTE", 2)
    file = f"/sharing/open/{resource.pk}/data.csv"
    answers = [client.get(file, REMOTE_ADDR="192.0.2.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_a_stranger_cannot_take_anothers_code(sides):
    sides.published()
    written = write_form(InformationResource.objects.all())
    thief = make_post(Role.APPLICANT, make_org("广元市教育局"))
    with pytest.raises(FormError, match="只能导入本单位"):
        read_form(upload=upload(written), post=thief)


def test_the_scheme_of_fields_is_data_with_a_version(sides):
    """A field that keeps its label keeps what was filled in; older resources keep the scheme of their day."""
    old = sides.draft()
    known = old.scheme.extension()[0]
    clerk = signed_in(sides.clerk)
    data = {"version": "DB51/T 9", "name": "新版", "valid_from": timezone.localdate(), "extension": "甲*\n甲"}
    assert clerk.post("/sharing/schemes/new/", data).status_code == 422
    assert "data-provisional" in clerk.get("/sharing/schemes/").content.decode()
    assert "占位字段" in signed_in(sides.giver).get("/sharing/new/").content.decode()
    data["extension"] = f"{known['label']}\n责任处室*"
    assert signed_in(sides.giver).post("/sharing/schemes/new/", data).status_code == 403
    assert clerk.post("/sharing/schemes/new/", data).status_code == 302
    assert clerk.post("/sharing/schemes/new/", data).status_code == 422
    new = sides.draft("新资源")
    assert new.scheme.version == "DB51/T 9"
    assert not new.scheme.provisional
    assert "占位字段" not in signed_in(sides.giver).get("/sharing/new/").content.decode()
    assert [one["key"] for one in new.scheme.extension()] == [known["key"], "x1"]
    assert new.missing() == ["责任处室"]
    old.refresh_from_db()
    assert old.scheme.version != "DB51/T 9"
    assert "DB51/T 9" in signed_in(sides.user).get("/sharing/schemes/").content.decode()
