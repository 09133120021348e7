"""What all contenders share: the services, the tools that are built, and where they run."""

import http.client
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import bodies, credentials
from .processes import Failed, Processes, fill

BENCHMARKS = Path(__file__).resolve().parent.parent
CONTENDERS = BENCHMARKS / "contenders"
GATEWAY_CORE, OTHER_CORE = "0", "1"


@dataclass(frozen=True)
class Tools:
    """Paths of what the suite runs beside nginx and Node; None for what is missing."""

    tutti: Path
    curl_floor: Path | None
    nio_floor: Path | None
    envoy: Path | None
    paced: Path


class Stage:
    """The services, started, in a folder with a certificate."""

    def __init__(self, processes: Processes, tools: Tools) -> None:
        self.processes, self.tools, self.folder = processes, tools, processes.folder
        bodies.write(self.folder / "bodies")
        credentials.write(self.folder / "credentials")
        self._make_certificate()
        self.ports = {name: processes.free_port() for name in ("users", "orders", "payments")}
        status = processes.free_port()
        names = {f"{name.upper()}_PORT": port for name, port in self.ports.items()}
        configuration = self.folder / "origins.conf"
        configuration.write_text(
            fill(CONTENDERS / "origins.conf", FOLDER=self.folder, STATUS_PORT=status, **names))
        processes.start(
            "origins", ["nginx", "-p", self.folder, "-e", self.folder / "origins.log", "-c", configuration], OTHER_CORE,
            f"http://127.0.0.1:{status}/")
        # One connection for all questions, so that they don't count themselves.
        self._status = http.client.HTTPConnection("127.0.0.1", status, timeout=10)

    @property
    def port_names(self) -> dict[str, int]:
        """What configuration files call the services' ports."""
        return {f"{name.upper()}_PORT": port for name, port in self.ports.items()}

    @property
    def urls(self) -> dict[str, str]:
        """What the environment of contenders calls the services."""
        return {f"{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in self.ports.items()}

    def opened_connections(self) -> int:
        """How many connections were opened to the services so far."""
        try:
            self._status.request("GET", "/")
            return parse_accepted(self._status.getresponse().read().decode())
        except (OSError, http.client.HTTPException):
            # In the middle of a response it could not ask again.
            self._status.close()
            raise

    def _make_certificate(self) -> None:
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-keyout", self.folder / "key.pem", "-out", self.folder / "certificate.pem"],
            capture_output=True, text=True)
        if made.returncode != 0:
            raise Failed(f"openssl: {made.stderr}")


def parse_accepted(status: str) -> int:
    """Connections accepted, from what nginx's stub_status says."""
    return int(status.splitlines()[2].split()[0])
