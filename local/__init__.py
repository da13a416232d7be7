"""The pipeline on this machine: the local cloud, the Rekognition stand-in and the demo."""
