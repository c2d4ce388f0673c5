"""The one page of every step of every machine."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import select_template
from django.views import View

from accounts.access import RolesMixin
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.forms import StepForm
from workflow.machines import REGISTRY
from workflow.panel import panel_step


class TransitionView(RolesMixin, View):
    """Every transition of every machine: GET shows its rules and form, POST carries it out."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        machine = REGISTRY.get(f"{kwargs['app']}.{kwargs['model']}")
        step = machine.by_name.get(kwargs["transition"]) if machine else None
        if machine is None or step is None or step.system:
            raise Http404("没有这个环节。")
        self.machine, self.step = machine, step

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Forbidden as error:
            raise PermissionDenied(error.message) from error
        except Conflict as error:
            return render(request, "409.html", {"message": error.message, "object": self.obj}, status=409)

    def load(self):
        self.obj = get_object_or_404(self.machine.model.objects.visible_to(self.request.post), pk=self.kwargs["pk"])
        if not self.step.on_the_way(self.obj):
            raise Http404(f"按本项目的建设主体、采购路径和资金来源，没有“{self.step.label}”这一环节。")
        if refusal := self.step.permit.refusal(self.obj, self.request.post):
            raise PermissionDenied(f"不能{self.step.label}：{refusal}。")
        if self.obj.state_value not in self.step.source:
            raise Conflict(f"当前状态为“{self.obj.state_label}”，不能{self.step.label}；可能已由他人办理。")

    def build_form(self, *args):
        form_class = self.step.form_class() or StepForm
        return form_class(*args, obj=self.obj, post=self.request.post, step=self.step)

    def get(self, request, **kwargs):
        self.load()
        return self.show(self.build_form())

    def post(self, request, **kwargs):
        self.load()
        form = self.build_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        data = dict(form.cleaned_data)
        try:
            obj = perform(self.obj, self.step.name, post=request.post, reason=data.pop("reason", ""), data=data)
        except RuleViolation as violation:
            return self.show(form, status=422, violation=violation)
        except ValidationError as refusal:
            # What only the act could see (a file, a number taken meanwhile): said on the form, nothing typed is lost.
            form.add_error(None, refusal.messages)
            return self.show(form, status=422)
        messages.success(request, self.step.done.format(o=obj) or f"已办理：{self.step.label}。")
        return HttpResponseRedirect(getattr(obj, "next_url", "") or obj.get_absolute_url())

    def show(self, form, status=200, violation=None):
        app, model, name = self.kwargs["app"], self.kwargs["model"], self.step.name
        own = [f"{app}/steps/{model}_{name}.html", f"{app}/steps/{name}.html"]
        context = {
            "object": self.obj,
            "step": self.step,
            "form": form,
            "panel_step": panel_step(self.obj, self.step, self.request.post, getattr(form, "cleaned_data", None)),
            "violation": violation,
        }
        template = select_template([*own, "workflow/transition.html"])
        return render(self.request, template.template.name, context, status=status)
