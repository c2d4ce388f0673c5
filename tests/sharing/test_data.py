"""The records behind a resource (article 20): sent by its provider, judged cell by cell, given out as granted."""

import datetime
import hashlib
import io
import threading
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.roles import Role
from sharing.models import DataRow, InformationResource
from sharing.queries import quality
from sharing.services import data
from tests.factories import make_post, signed_in
from tests.sharing.hands import Sides, item
from tests.sharing.test_requests import call, take
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.models import AuditEvent

HEAD = "姓名,证件号码,住址\n"
MIXED = [
    item("名称", length=4),
    item("人数", type="number", length=3),
    item("金额", type="money", length=0),
    item("成立日期", type="day"),
    item("更新时间", type="moment"),
    item("有效", type="flag"),
    item("照片", type="binary"),
]


@pytest.fixture
def sides(db):
    return Sides()


def csv(text, encoding="utf-8", name="数据.csv"):
    return SimpleUploadedFile(name, text.encode(encoding))


def book(*rows, name="数据.xlsx"):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def send(resource, post, file, mode="replace"):
    return signed_in(post).post(resource.step_url("update_data"), {"mode": mode, "file": file})


def values(resource):
    return list(resource.rows.values_list("number", "values"))


def refused(resource, post, file, mode="replace"):
    answer = send(resource, post, file, mode)
    assert answer.status_code == 422
    return answer.content.decode()


def test_rows_appear_and_only_granted_items_of_them_leave_the_house(sides):
    resource = sides.published()
    grant = sides.granted(resource, ["姓名"])
    token = take(sides, grant)
    assert call(token, resource)[0] == 404
    file = csv(HEAD + "甲,510802199001011234,利州区\n乙,,\n")
    sha256 = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    answer = send(resource, sides.giver, file)
    assert answer.status_code == 302
    status, body = call(token, resource)
    assert (status, body["total"], body["rows"]) == (200, 2, [{"姓名": "甲"}, {"姓名": "乙"}])
    assert values(resource)[0] == (1, {"姓名": "甲", "证件号码": "510802199001011234", "住址": "利州区"})
    event = AuditEvent.objects.about(resource).latest("pk")
    assert (event.content.action, event.post) == ("update_data", sides.giver)
    assert event.content.changes["data_count"] == [0, 2]
    assert event.content.changes["data_sha256"] == ["", sha256]
    page = signed_in(sides.user).get(resource.get_absolute_url()).content.decode()
    assert "全部替换，共 2 条" in page.split("data-updated>")[1]
    grant.refresh_from_db()
    assert (grant.state, grant.calls.count()) == ("active", 2)


def test_a_replacement_leaves_nothing_and_an_addition_goes_on(sides):
    resource = sides.published(rows=3)
    assert send(resource, sides.giver, csv(HEAD + "甲,1,一\n")).status_code == 302
    assert [(number, row["姓名"]) for number, row in values(resource)] == [(1, "甲")]
    assert send(resource, sides.giver, csv(HEAD + "乙,2,二\n丙,3,三\n"), "append").status_code == 302
    assert [(number, row["姓名"]) for number, row in values(resource)] == [(1, "甲"), (2, "乙"), (3, "丙")]
    assert "再追加将重复" in refused(resource, sides.giver, csv(HEAD + "乙,2,二\n丙,3,三\n"), "append")
    assert resource.rows.count() == InformationResource.objects.get(pk=resource.pk).data_count == 3


def test_every_type_is_read_as_the_catalogue_says(sides):
    resource = sides.published(items=MIXED)
    head = [one["name"] for one in MIXED]
    moment = datetime.datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 (a cell knows no zone)
    rows = (
        ["甲", 12, 0.1 + 0.2, datetime.date(2026, 3, 1), moment, True, None],
        [42, "1", "1,234.50", "20260301", "2026/3/1 8:30", "否", ""],
        ["丙", -7.0, None, "2026年3月1日", "2026-03-01", "0", None],
    )
    assert send(resource, sides.giver, book(head, *rows)).status_code == 302
    day, full = "2026-03-01", "2026-03-01 08:30:00"
    assert [[row[name] for name in head if name in row] for _number, row in values(resource)] == [
        ["甲", 12, 0.3, day, full, "是"],
        ["42", 1, 1234.5, day, full, "否"],
        ["丙", -7, day, "2026-03-01 00:00:00", "否"],
    ]


def test_wrong_cells_are_said_all_at_once_and_nothing_is_taken(sides):
    resource = sides.published(items=MIXED, rows=1)
    head = [one["name"] for one in MIXED]
    bad = (
        ["五个字的名", "12人", "￥5", "2026-02-30", "2026-03-01 25:00", "也许", "AAAA", "多"],
        [None, 1234, "1_0", "03/01", "昨天", None, None],
        ["甲", "#REF!", 1, None, None, None, None],
        [510802199001011234, 1, 1, None, None, None, None],
        ["甲", 1, 1, None, None, None, None],
    )
    page = refused(resource, sides.giver, book(head, *bad))
    for words in (
        "第 2 行“名称”：最多 4 个字，现有 5 个字", "第 2 行“人数”：“12人”不是数值", "第 2 行“金额”：“￥5”不是数值",
        "第 2 行“成立日期”：没有“2026-02-30”这一天", "第 2 行“更新时间”：没有“2026-03-01 25:00”这个时刻",
        "第 2 行“有效”：“也许”不是“是”或“否”", "第 2 行“照片”：二进制内容", "第 2 行第 8 列：这一列没有表头",
        "第 3 行“人数”：最多 3 位数字，现有 4 位", "第 3 行“金额”：“1_0”不是数值",
        "第 3 行“成立日期”：“03/01”不是日期",
        "第 3 行“更新时间”：“昨天”不是日期", "第 4 行“人数”：单元格是 Excel 的错误值 #REF!",
        "第 5 行“名称”：Excel 已把这个号码当作数值",
    ):  # fmt: skip
        assert words in page
    assert "第 6 行" not in page
    assert values(resource) == [(0, {one: f"{one}0" for one in head})]
    assert InformationResource.objects.get(pk=resource.pk).data_updated_by is None


def test_two_hundred_faults_are_shown_and_the_rest_counted(sides):
    resource = sides.published(items=[item("人数", type="number")])
    page = refused(resource, sides.giver, csv("人数\n" + "多\n" * 203))
    assert page.count("不是数值") == 200
    assert "另有 3 处" in page


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (csv("姓名,住址,性别,姓名\n甲,乙,丙,丁\n"), "缺少列：证件号码；目录中没有的列：性别；重复的列：姓名"),
        (csv(HEAD), "表中没有数据行"),
        (csv("\n"), "缺少列：姓名、证件号码、住址"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04no book"), "不是完整的 .xlsx 文件"),
        (csv(HEAD + "甲,1,一\n" * 50_001), "一次最多导入 50000 行"),
        (SimpleUploadedFile("a.csv", HEAD.encode() + b"1" * 20 * 1024 * 1024), "超过 20 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(sides, file, words):
    resource = sides.published()
    file.seek(0)
    assert words in refused(resource, sides.giver, file)
    assert not resource.rows.exists()


def test_a_table_in_the_old_encoding_a_control_character_and_a_formula_do_no_harm(sides, client):
    resource = sides.published(sharing="free", is_open=True, items=[item("姓名", open=True), item("备注", open=True)])
    send(resource, sides.giver, csv("姓名,备注\n李䶮,=1+1\n", "gb18030"))
    assert values(resource) == [(1, {"姓名": "李䶮", "备注": "=1+1"})]
    file = SimpleUploadedFile("a.csv", "姓名,备注\n甲\x00\x0b,乙\n".encode())
    assert send(resource, sides.giver, file, "append").status_code == 302
    assert values(resource)[1] == (2, {"姓名": "甲", "备注": "乙"})
    assert send(resource, sides.giver, book(["姓名", "备注"], ["丙", '=CMD("x")']), "append").status_code == 302
    assert values(resource)[2] == (3, {"姓名": "丙"})
    perform(resource, "open_up", post=sides.clerk, data={"safe": True, "note": "可以开放"})
    opened = b"".join(client.get(f"/sharing/open/{resource.pk}/data.csv")).decode()
    assert "李䶮,'=1+1\r\n甲,乙\r\n丙,\r\n" in opened


def test_nobody_else_and_only_what_stands_and_may_be_shared(sides):
    resource = sides.published()
    template = f"{resource.get_absolute_url()}data-template/"
    for post in (sides.user, sides.giver_leader, sides.clerk, make_post(Role.APPLICANT)):
        assert send(resource, post, csv(HEAD + "甲,1,一\n")).status_code == 403
        assert signed_in(post).get(template).status_code == 403
    withheld = sides.published("诊疗信息", sharing="none", basis="《个人信息保护法》第二十八条")
    assert "数据不汇聚到共享平台" in refused(withheld, sides.giver, csv(HEAD + "甲,1,一\n"))
    gone = perform(resource, "withdraw", post=sides.giver_leader, reason="停用")
    answer = send(gone, sides.giver, csv(HEAD + "甲,1,一\n"))
    assert answer.status_code == 409
    assert "当前状态为“已撤销”，不能更新数据" in answer.content.decode()
    assert not DataRow.objects.exists()


def test_a_table_judged_by_an_older_catalogue_is_not_taken(sides):
    resource = sides.published()
    table = data.Table(resource.version - 1, "0" * 64, [{"姓名": "甲"}])
    with pytest.raises(Conflict, match="目录刚刚变更"):
        perform(resource, "update_data", post=sides.giver, data={"mode": "replace", "table": table})
    changing = perform(resource, "revise", post=sides.giver)
    with pytest.raises(Conflict, match="当前状态为“变更中”"):
        perform(changing, "update_data", post=sides.giver, data={"mode": "replace", "table": table})


def test_the_template_is_filled_in_and_comes_back(sides):
    resource = sides.published()
    answer = signed_in(sides.giver).get(f"{resource.get_absolute_url()}data-template/")
    sheets = load_workbook(io.BytesIO(answer.content))
    sheets.active.append(["甲", "510802199001011234", "利州区"])
    assert sheets["填写说明"]["C2"].value == "文字，最多 20 个字"
    out = io.BytesIO()
    sheets.save(out)
    assert send(resource, sides.giver, SimpleUploadedFile("a.xlsx", out.getvalue())).status_code == 302
    assert values(resource) == [(1, {"姓名": "甲", "证件号码": "510802199001011234", "住址": "利州区"})]


def test_freshness_is_of_the_data_and_not_of_the_catalogue(sides):
    resource = sides.published()
    assert quality(resource)[1].value == "未汇聚"
    send(resource, sides.giver, csv(HEAD + "甲,1,一\n"))
    week_ago = timezone.localdate() - datetime.timedelta(days=7)
    InformationResource.objects.update(data_updated_on=week_ago)
    late = quality(InformationResource.objects.get(pk=resource.pk))[1]
    assert (late.value, late.tone) == ("7 天前更新", "late")
    send(resource, sides.giver, csv(HEAD + "甲,1,一\n"))
    fresh = quality(InformationResource.objects.get(pk=resource.pk))[1]
    assert (fresh.value, fresh.tone) == ("0 天前更新", "done")


def test_the_pages_ask_as_much_for_many_rows_as_for_one(sides):
    resource = sides.published()
    client = signed_in(sides.giver)

    def count():
        with CaptureQueriesContext(connection) as queries:
            for path in (resource.get_absolute_url(), resource.step_url("update_data")):
                assert client.get(path).status_code == 200
        return len(queries)

    send(resource, sides.giver, csv(HEAD + "甲,1,一\n"))
    count()
    one = count()
    send(resource, sides.giver, csv(HEAD + "".join(f"甲{n},1,一\n" for n in range(500))))
    assert count() == one


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mode", "left"), [("replace", 300), ("append", 600)])
def test_two_files_at_once_do_not_mix(mode, left):
    sides = Sides()
    resource = sides.published()
    answers, gate = [], threading.Barrier(2)

    def work(name):
        try:
            file = csv(HEAD + f"{name},1,一\n" * 300)
            client = signed_in(sides.giver)
            gate.wait(timeout=20)
            answers.append(client.post(resource.step_url("update_data"), {"mode": mode, "file": file}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "甲乙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    rows = values(resource)
    assert [number for number, _row in rows] == list(range(1, left + 1))
    names = [row["姓名"] for _number, row in rows]
    assert sum(one != other for one, other in pairwise(names)) == left // 300 - 1
