"""`python -m clinic.alive`: does the web process beside us answer; for container health checks."""

import os
from urllib.parse import urlsplit
from urllib.request import Request, urlopen


def main() -> None:
    """Raises unless `/healthz` answers 200 within two seconds."""
    # Under its public name, or Django refuses the host.
    host = urlsplit(os.environ["SITE_URL"]).netloc
    request = Request("http://127.0.0.1:8000/healthz", headers={"Host": host})  # noqa: S310
    with urlopen(request, timeout=2):
        return


if __name__ == "__main__":
    main()
