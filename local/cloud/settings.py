"""Where a local cloud is, how it is remembered on disk, and what points a client at it."""

import json
import os
import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

REGION = "us-east-1"
ACCOUNT = "000000000000"
_REPOSITORY = Path(__file__).resolve().parents[2]
_FOREIGN = re.compile(
    r"^(AWS_.*|BOTO_CONFIG|.*CA_BUNDLE|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|"
    r"(HTTPS?|ALL|NO)_PROXY|CDK_DEFAULT_.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """A local cloud: its addresses, its process and its folder.

    `endpoint` (TLS) is for every client; `plain` is for the cloud itself and the control door
    (`/_local/…`). `started` is the process's start time, which tells it from another program that
    was given the same id later.
    """

    endpoint: str
    plain: str
    pid: int
    started: float
    folder: Path
    ca_bundle: Path

    def save(self) -> None:
        """Writes `cloud.json`, in one step: a reader finds a whole one or none."""
        text = json.dumps({**asdict(self), "folder": str(self.folder), "ca_bundle": self._ca()})
        draft = record(self.folder).with_suffix(".new")
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(record(self.folder))

    def _ca(self) -> str:
        return str(self.ca_bundle)


def load(folder: Path) -> Cloud | None:
    """The cloud last started in a folder, running or not; None if there is no readable record."""
    try:
        stored = json.loads(record(folder).read_text(encoding="utf-8"))
        cloud = Cloud(**stored)
    except (OSError, ValueError, TypeError):
        return None
    return replace(cloud, folder=folder, ca_bundle=Path(cloud.ca_bundle))


def record(folder: Path) -> Path:
    """The file that remembers a folder's cloud."""
    return folder / "cloud.json"


def default_folder() -> Path:
    """`MODERATION_LOCAL_DIR`, or `.local` in this repository; absolute."""
    named = os.environ.get("MODERATION_LOCAL_DIR")
    return Path(named).resolve() if named else _REPOSITORY / ".local"


def environment(cloud: Cloud) -> dict[str, str]:
    """What any AWS client (SDK, AWS CLI, CDK) needs to speak to this cloud, as its root user.

    An empty configuration file is named, so that no profile of the user's takes part.
    """
    nothing = str(cloud.folder / "aws-config")
    return {
        "AWS_ENDPOINT_URL": cloud.endpoint,
        "AWS_CA_BUNDLE": str(cloud.ca_bundle),
        "NODE_EXTRA_CA_CERTS": str(cloud.ca_bundle),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": nothing,
        "AWS_SHARED_CREDENTIALS_FILE": nothing,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "MODERATION_LOCAL_DIR": str(cloud.folder),
        "MODERATION_STAGE": "local",
    }


def process_environment(cloud: Cloud, shell: Mapping[str, str]) -> dict[str, str]:
    """A shell's environment for a program that must speak to this cloud and nothing else.

    The shell's own AWS settings, certificate bundles and proxies are left out.
    """
    kept = {name: value for name, value in shell.items() if not _FOREIGN.match(name)}
    return {**kept, **environment(cloud)}


def write_env_file(cloud: Cloud) -> Path:
    """Writes `env.sh`: sourced by sh, bash or zsh, it clears the shell's AWS settings first."""
    path = cloud.folder / "env.sh"
    path.write_text(
        "# Points every AWS client of this shell, and `moderate`, at the local cloud.\n"
        "for name in $(env | sed -n 's/^\\(AWS_[A-Za-z0-9_]*\\)=.*/\\1/p'); do\n"
        '  unset "$name"\n'
        "done\n"
        "unset REQUESTS_CA_BUNDLE CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR name\n"
        + "".join(f"export {n}={shlex.quote(v)}\n" for n, v in environment(cloud).items())
        + f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"\n',
        encoding="utf-8",
    )
    return path
