"""The JSON interface of availability."""

from ninja import Router

router = Router(tags=["availability"])
