"""The CDK app as it stands, with the stage `local` at the bench's quota instead of cdk.json's."""

import json
import os
from pathlib import Path

import aws_cdk as cdk

from app import build
from local.bench.quota import IMAGE_TPS

_CDK_JSON = Path(__file__).resolve().parents[2] / "cdk.json"


def main() -> None:
    """What `cdk` runs for the bench. `post_cli_context` wins over cdk.json's context."""
    stages = json.loads(_CDK_JSON.read_text(encoding="utf-8"))["context"]["stages"]
    stages["local"] |= {"image_tps": IMAGE_TPS}
    app = cdk.App(post_cli_context={"stages": stages})
    build(
        app,
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
        region=os.environ.get("CDK_DEFAULT_REGION") or os.environ.get("AWS_REGION"),
    )
    app.synth()


if __name__ == "__main__":
    main()
