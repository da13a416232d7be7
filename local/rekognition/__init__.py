"""The Rekognition stand-in: the service's protocol and refusals, what it sees from a script.

It sees nothing. What it reports is what an upload's `simulate` says (docs/simulate.md).
"""
