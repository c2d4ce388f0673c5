"""The technical plan review 技术（设计）方案评审 (article 11): rounds, their remarks; before it the argument 论证."""

from reviews.models.argument import Argument
from reviews.models.certificate import ProductCertificate
from reviews.models.opinion import BodyOpinion
from reviews.models.remark import Remark
from reviews.models.round import SEES_ROUNDS, ReviewRound

__all__ = ["SEES_ROUNDS", "Argument", "BodyOpinion", "ProductCertificate", "Remark", "ReviewRound"]
