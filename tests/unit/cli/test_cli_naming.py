"""How a content is named on the command line."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cli.errors import CommandError
from cli.naming import ById, ByKey, readings, shell_word
from cli.untrusted import clipped, visible
from lambdas.moderation.domain.content import Content

_KEYS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("?=/%+ []#&\n"), min_size=1
)
_VERSIONS = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", min_size=1, max_size=40
)
_BUCKETS = st.from_regex(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", fullmatch=True)


@given(bucket=_BUCKETS, key=_KEYS, version_id=_VERSIONS)
def test_an_s3_url_with_a_version_names_that_very_content(
    bucket: str, key: str, version_id: str
) -> None:
    url = _s3_url(bucket, key, version_id)
    assert readings(url, bucket="other")[0] == ById(Content(bucket, key, version_id).content_id)


@given(bucket=_BUCKETS, key=_KEYS)
def test_an_s3_url_names_its_key_whatever_is_in_it(bucket: str, key: str) -> None:
    assert ByKey(bucket, key) in readings(_s3_url(bucket, key), bucket="other")


@given(bucket=_BUCKETS, key=_KEYS)
def test_an_s3_url_without_a_version_has_one_reading(bucket: str, key: str) -> None:
    assume("?versionId=" not in key)
    assert readings(_s3_url(bucket, key), bucket="other") == (ByKey(bucket, key),)


@given(key=_KEYS)
def test_a_bare_name_can_always_be_a_key_of_the_uploads_bucket(key: str) -> None:
    assume(not key.startswith("s3://"))
    assert readings(key, bucket="uploads")[-1] == ByKey("uploads", key)


def test_thirty_two_hexadecimal_characters_are_first_a_content_id_then_a_key() -> None:
    name = "0123456789abcdef" * 2
    assert readings(name, bucket="b") == (ById(name), ByKey("b", name))


def test_a_percent_sign_is_a_percent_sign() -> None:
    assert readings("s3://bucket/a%20b+c", bucket="b") == (ByKey("bucket", "a%20b+c"),)


@pytest.mark.parametrize("name", ["", "s3://", "s3://bucket", "s3://bucket/", "s3:///key"])
def test_what_names_nothing_is_wrong_usage(name: str) -> None:
    with pytest.raises(CommandError) as caught:
        readings(name, bucket="b")
    assert caught.value.exit_code == 2


def test_a_name_that_is_not_text_is_wrong_usage() -> None:
    with pytest.raises(CommandError, match="UTF-8"):
        readings("caf\udce9.jpg", bucket="b")


@given(text=st.text())
def test_shown_text_has_nothing_that_steers_a_terminal(text: str) -> None:
    shown = visible(text).replace("\u200d", "")
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(one=st.text(), other=st.text())
def test_different_texts_are_shown_differently(one: str, other: str) -> None:
    assert (visible(one) == visible(other)) == (one == other)


def test_a_family_emoji_stays_whole() -> None:
    assert visible("👨‍👩‍👧.jpg") == "👨‍👩‍👧.jpg"


def test_long_text_is_clipped_to_its_limit() -> None:
    assert clipped("abcdef", 4) == "abc…"
    assert clipped("abcd", 4) == "abcd"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("photos/cat.jpg", "photos/cat.jpg"),
        ("a b.jpg", "'a b.jpg'"),
        ("it's", "'it'\\''s'"),
        ("a\nb", "$'a\\x0ab'"),
        ("$(rm)", "'$(rm)'"),
    ],
)
def test_a_suggested_command_can_be_pasted(text: str, word: str) -> None:
    assert shell_word(text) == word


def _s3_url(bucket: str, key: str, version_id: str | None = None) -> str:
    """The S3 URL that `readings` takes back, its likeliest reading being that key or version."""
    version = f"?versionId={version_id}" if version_id is not None else ""
    return f"s3://{bucket}/{key}{version}"
