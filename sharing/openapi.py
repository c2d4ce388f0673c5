"""What the interface promises (OpenAPI 3.0); tests hold it to its word."""

from typing import Any

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def _refusal(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Refusal"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _query(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def description() -> dict[str, Any]:
    rows = {
        "type": "object",
        "required": ["resource", "code", "name", "grant", "fields", "total", "offset", "limit", "rows"],
        "properties": {
            "resource": {"type": "string", "format": "uuid"},
            "code": _TEXT,
            "name": _TEXT,
            "grant": _TEXT,
            "fields": {"type": "array", "items": _TEXT},
            "total": _COUNT,
            "offset": _COUNT,
            "limit": _COUNT,
            "rows": {"type": "array", "items": {"type": "object"}},
        },
    }
    refusal = {"type": "object", "required": ["code", "error"], "properties": {"code": _TEXT, "error": _TEXT}}
    get = {
        "operationId": "readResource",
        "summary": "按授权范围读取一项信息资源",
        "security": [{"bearer": []}],
        "parameters": [
            {"name": "resource", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
            _query("fields", "数据项名称，用逗号分开；不写为全部授权数据项", {"type": "string", "maxLength": 2000}),
            _query("limit", "条数，不超过授权的每次最多条数", {"type": "integer", "minimum": 1, "maximum": 1000}),
            _query("offset", "跳过的条数", {"type": "integer", "minimum": 0, "maximum": 10000000}),
            _query("purpose", "本次使用的事由，记入调用记录", {"type": "string", "maxLength": 300}),
        ],
        "responses": {
            "200": {
                "description": "授权范围内的数据",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Rows"}}},
            },
            "400": _refusal("参数不合规定"),
            "401": _refusal("凭证无效或已更换"),
            "403": _refusal("超出授权范围，或授权已失效；已记录"),
            "404": _refusal("资源不存在或尚未汇聚数据"),
            "405": {"description": "只能读取"},
            "429": _refusal("超过频次或每日条数限制"),
        },
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "广元市数据共享接口", "version": "1.0.0"},
        "paths": {"/sharing/api/v1/resources/{resource}": {"get": get}},
        "components": {
            "schemas": {"Rows": rows, "Refusal": refusal},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
