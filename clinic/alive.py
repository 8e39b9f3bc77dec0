"""`python -m clinic.alive`: does the web process beside us answer; for container health checks."""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit


def main() -> None:
    """Ends with an error unless `/healthz` answers 200 within two seconds."""
    # Under its public name, or Django refuses the host.
    host = urlsplit(os.environ["SITE_URL"]).netloc
    web = HTTPConnection("127.0.0.1", 8000, timeout=2)
    web.request("GET", "/healthz", headers={"Host": host})
    status = web.getresponse().status
    if status != 200:
        sys.exit(f"The web process answered {status}.")


if __name__ == "__main__":
    main()
