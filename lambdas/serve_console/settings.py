"""What `serve_console` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeConsoleSettings:
    """What the console must know to sign people in, and which bucket's media it may show.

    - `bucket`: that of the uploads.
    - `sign_in_url`: the base of the hosted sign-in, without a slash at its end.
    - `client_id`: the console's client of the user pool; `issuer`: the pool, as its tokens name it.
    """

    bucket: str
    sign_in_url: str
    client_id: str
    issuer: str
