"""Handing a package to the worker; the message may be lost, the sweeper sends it again."""

import logging
import uuid

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def send_packing(package_id: uuid.UUID) -> bool:
    try:
        current_app.send_task("archives.tasks.build_package", args=[str(package_id)])
    except (OperationalError, RedisError, OSError):
        logger.exception("归档包 %s 暂未能送交后台，将由巡检补送", package_id)
        return False
    return True
