"""Handing a project to the worker. A dead broker is logged and swallowed: the sweeper finds what is behind."""

import logging
import uuid

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def send_comparison(project_id: uuid.UUID) -> bool:
    try:
        current_app.send_task("similarity.tasks.compare_project", args=[str(project_id)])
    except (OperationalError, RedisError, OSError):
        logger.exception("项目 %s 暂未能送交比对，将由巡检补送", project_id)
        return False
    return True
