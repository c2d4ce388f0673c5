"""Handing a look at those who sit to the worker. A dead broker is logged and swallowed: the sweeper looks at all."""

import logging
import uuid

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def send_late_conflicts(project_id: uuid.UUID | None = None) -> bool:
    """Of one project, or of all."""
    try:
        current_app.send_task("experts.tasks.recuse_late_conflicts", args=[str(project_id)] if project_id else [])
    except (OperationalError, RedisError, OSError):
        logger.exception("回避情形暂未能送交核对（项目 %s），将由巡检补办", project_id or "全部")
        return False
    return True
