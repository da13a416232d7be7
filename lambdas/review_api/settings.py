"""What `review_api` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewApiSettings:
    """Where cases and contents are kept, who shows uploads, and whose tokens are taken.

    - `bucket`: that of the uploads.
    - `show_function`: the name of the function that may look into uploads.
    - `desk_rules`: JSON, as `rules_to_json` writes it.
    - `console_url`: the base of the desk, ending in a slash.
    - `user_pool_client_ids`: the clients whose access tokens are taken, separated by commas.
    """

    table_name: str
    bucket: str
    show_function: str
    desk_rules: str
    stage: str
    console_url: str
    user_pool_client_ids: str
