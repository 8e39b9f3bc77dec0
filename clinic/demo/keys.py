"""The demo's own secrets: made once and kept, so that sign-ins outlive a restart."""

import base64
import json
import secrets
from pathlib import Path


def keys_of(state: Path) -> dict[str, str]:
    """SECRET_KEY and FIELD_ENCRYPTION_KEYS of this state folder."""
    file = state / "keys.json"
    if not file.exists():
        unfinished = state / "keys.new"
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(_new_keys()))
        unfinished.rename(file)
    return dict(json.loads(file.read_text()))


def _new_keys() -> dict[str, str]:
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_ENCRYPTION_KEYS": f"demo:{key}"}
