"""Whether the web server of this machine is well: asked by a container's health check.

python -m il2program.machine.healthy 8000
"""

import http.client
import os
import sys


def is_healthy(port: int) -> bool:
    """Ask by a name that the program answers to, as a proxy would."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_healthy(int(sys.argv[1])))
