"""A content's id is that of one version of one object, and of no other."""

import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.content import Content, key_id

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
contents = st.builds(Content, names, names, names)


@given(contents)
def test_an_id_is_32_hexadecimal_characters(content: Content) -> None:
    assert re.fullmatch("[0-9a-f]{32}", content.content_id)
    assert re.fullmatch("[0-9a-f]{32}", content.key_id)


def test_an_id_never_changes() -> None:
    content = Content("uploads", "käse + 100%.jpg", "v1")
    identity = "uploads\0käse + 100%.jpg\0v1".encode()
    assert content.content_id == hashlib.sha256(identity).hexdigest()[:32]
    assert content.content_id == "53d1158d974e0ef779f9b9a19bd251b7"


@given(contents, contents)
def test_two_contents_have_two_ids(one: Content, other: Content) -> None:
    assert (one.content_id == other.content_id) == (one == other)


def test_where_bucket_key_and_version_meet_makes_a_difference() -> None:
    ids = {Content(*parts).content_id for parts in [("a", "bc", "d"), ("ab", "c", "d")]}
    ids.add(Content("a", "b", "cd").content_id)
    assert len(ids) == 3


@given(contents, names)
def test_all_versions_of_an_object_are_found_together(content: Content, version: str) -> None:
    other = Content(content.bucket, content.key, version)
    assert content.key_id == other.key_id == key_id(content.bucket, content.key)


@given(contents, contents)
def test_different_objects_are_not_found_together(one: Content, other: Content) -> None:
    same = (one.bucket, one.key) == (other.bucket, other.key)
    assert (one.key_id == other.key_id) == same
