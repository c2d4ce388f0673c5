"""The interface for machines: no session, no cookie, a key in the header."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from sharing.openapi import description
from sharing.services.gateway import Call, answer_call
from workflow.numbers import asked_number

CHINESE = {"ensure_ascii": False}


def _json(body: dict, status: int) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params=CHINESE)


def openapi(request: HttpRequest) -> JsonResponse:
    return _json(description(), 200)


def _bad(words: str) -> JsonResponse:
    return _json({"code": "bad_request", "error": words}, 400)


def _number(text: str, name: str, least: int, most: int) -> int:
    number = asked_number(text, None, least=least, most=most)
    if number is None:
        raise ValueError(f"{name}应为 {least} 至 {most} 的整数。")
    return number


@csrf_exempt
@never_cache
@sensitive_variables("token")
def resource_data(request: HttpRequest, resource: UUID) -> JsonResponse:
    if request.method != "GET":
        answer = _json({"code": "method", "error": "只能读取（GET）。"}, 405)
        answer["Allow"] = "GET"
        return answer
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    asked = request.GET
    try:
        if len(asked.get("fields", "")) > 2000 or len(asked.get("purpose", "")) > 300:
            raise ValueError("fields 不超过 2000 字，purpose 不超过 300 字。")
        limit = _number(asked["limit"], "limit", 1, 1000) if "limit" in asked else 0
        offset = _number(asked["offset"], "offset", 0, 10_000_000) if "offset" in asked else 0
    except ValueError as problem:
        return _bad(str(problem))
    call = Call(
        token=token.strip() if scheme.lower() == "bearer" else "",
        resource=resource,
        fields=tuple(dict.fromkeys(name.strip() for name in asked.get("fields", "").split(",") if name.strip())),
        limit=limit,
        offset=offset,
        purpose=asked.get("purpose", ""),
        address=request.META.get("REMOTE_ADDR") or None,
    )
    answer = answer_call(call)
    response = _json(answer.body, answer.status)
    if answer.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="sharing"'
    return response
