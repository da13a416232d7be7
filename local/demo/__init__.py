"""The demo: the whole pipeline at work on this machine, shown and checked.

`run` goes through the steps, `stage` is the deployed pipeline as an application and a moderator see
it, `journeys` uploads the samples and follows them to their verdicts, `expectations` compares what
came out with the catalogue; `rows` and `pages` show it on the `screen`. One thing is scripted: what
Rekognition sees in a picture. The stand-in answers for it.
"""
