"""The local cloud: ministack with IAM and TLS on, bridged where it differs from AWS.

`processes` starts and stops it, `server` is what runs in its process, `gaps` holds the bridge,
`wire` counts requests and injects faults, `deploy` runs the real CDK against it.
"""
