"""A rendering has an end, whatever stands in it; a full disk and a missing font are seen and can be mended."""

import errno

import pytest
from django.core.exceptions import ValidationError

from documents import files, press, rendering, tasks
from documents.limits import TooMuch, limited
from documents.management.commands.render_sample import sample_context
from documents.models import Document
from documents.registry import SPECS
from documents.services import freeze
from documents.services.issuing import retry_document
from workflow.models import AuditEvent

# The timer may raise inside the hook that Hypothesis hangs on the collector, where Python drops it; it raises again.
DROPPED_ONCE = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@DROPPED_ONCE
def test_ten_thousand_rows_end_in_words_not_in_minutes(settings, monkeypatch):
    settings.RENDER_SECONDS = 2
    spec = SPECS["annual_list"]
    context = {**sample_context("annual_list"), **spec.complete(spec.sample(3000))}
    with pytest.raises(rendering.RenderingError, match="超过 2 秒"):
        rendering.render("annual_list", context)
    monkeypatch.setattr(rendering, "MAX_HTML", 100_000)
    with pytest.raises(rendering.RenderingError, match="内容过长"):
        rendering.html("annual_list", {**context, "lines": context["lines"][:400]})


def _grow():
    kept = []
    while True:
        kept.append("长" * 50_000)


@DROPPED_ONCE
def test_memory_has_a_limit_and_the_limit_ends_with_the_rendering():
    with pytest.raises(MemoryError), limited(seconds=30, megabytes=64):
        bytearray(1024**3)
    with pytest.raises(TooMuch), limited(seconds=30, megabytes=64):
        _grow()
    assert len(bytearray(1024**3)) == 1024**3


def test_a_field_of_fifty_megabytes_is_refused_before_it_is_kept():
    spec = SPECS["refusal"]
    whole = spec.complete(spec.sample()) | {"project_name": "长" * 50_000_000}
    with pytest.raises(ValidationError, match="内容过长"):
        freeze(spec, whole, number="1", title="x", on="2026-01-01")


def test_directions_turned_round_do_not_reach_the_paper():
    context = sample_context("refusal") | {"unit": "广元市\u202e局育教\u2066\u200f"}
    text = rendering.text_of(rendering.render("refusal", context).pdf)
    assert not set("\u202e\u2066\u200f") & set(text)
    assert "广元市局育教：" in text


HOSTILE = (
    "<img src=\"data:image/svg+xml,<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>\">",
    '<img src="data:image/png;base64,' + "A" * 2_100_000 + '">',
    "<style>@import url(http://127.0.0.1:9/x.css)</style>",
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<img src="http://[::1]:9/x.png">',
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_would_fetch_stops_the_printing(hostile):
    with pytest.raises(press.FatalURLFetchingError):
        press.print_bare(f"<p>x</p>{hostile}")


@pytest.mark.django_db
def test_a_full_disk_is_seen_and_the_retry_works(issue, leader, monkeypatch):
    document = issue("refusal")

    def full(**_kwargs):
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(files, "write", full)
        tasks.render_document(str(document.pk))
    document = Document.objects.get(pk=document.pk)
    assert (document.state, document.error) == (
        "failed",
        "服务器存储空间已满，文书未能保存。请系统管理员清理空间后重新生成。",
    )
    retry_document(document=document, post=leader)
    tasks.render_document(str(document.pk))
    assert Document.objects.get(pk=document.pk).state == "ready"
    acts = [event.content.action for event in AuditEvent.objects.about(document)]
    assert acts == ["issue", "render_failed", "retry", "render"]


@pytest.mark.django_db
def test_a_missing_font_is_seen_and_the_retry_works(issue, leader, settings, tmp_path):
    document = issue("refusal")
    folder, settings.FONTS_DIR = settings.FONTS_DIR, tmp_path
    for path in folder.iterdir():
        if not path.name.startswith("FandolKai"):
            (tmp_path / path.name).symlink_to(path)
    tasks.render_document(str(document.pk))
    document = Document.objects.get(pk=document.pk)
    assert document.state == "failed"
    assert "FandolKai" in document.error
    settings.FONTS_DIR = folder
    retry_document(document=document, post=leader)
    tasks.render_document(str(document.pk))
    assert Document.objects.get(pk=document.pk).state == "ready"
