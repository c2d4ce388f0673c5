"""The open part of the catalogue as DCAT in JSON-LD, for other portals to read."""

from collections.abc import Iterable
from typing import Any

from sharing.models import InformationResource

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(resources: Iterable[InformationResource], base: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@id": f"{base}/sharing/open/",
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "广元市政务数据开放目录", "@language": "zh"},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": "广元市经济和信息化委员会"},
        "dcat:dataset": [_dataset(resource, base) for resource in resources],
    }


def _dataset(resource: InformationResource, base: str) -> dict[str, Any]:
    page = f"{base}/sharing/open/{resource.pk}/"
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": resource.code,
        "dct:title": {"@value": resource.name, "@language": "zh"},
        "dct:description": {"@value": resource.abstract, "@language": "zh"},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": resource.provider.name},
        "dct:issued": {"@value": str(resource.published_on or ""), "@type": "xsd:date"},
        "dct:accrualPeriodicity": resource.cycle,
        "dcat:keyword": [item.name for item in resource.open_items()],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:mediaType": "text/csv",
                "dcat:downloadURL": {"@id": f"{page}data.csv"},
            }
        ],
    }
