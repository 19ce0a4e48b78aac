"""Answers that are made once and sent many times: validators, compression, what is kept."""

import gzip
from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.web import answers, framing
from positions.web.answers import AROUND, Answer, Kept, tag
from tests.asgi import Answered, ask

LONG = b"as_of,party\r\n" * 200


def answer(content: bytes = LONG, media_type: str = "text/csv", called: str = "v-1") -> Answer:
    return Answer(content, media_type, tag=called, policy=framing.NOTHING)


def sent(made: Answer, method: str = "GET", **headers: str) -> Answered:
    return ask(made, "/", None, method, **headers)


def test_an_answer_is_compressed_for_whoever_takes_that_and_whole_for_others() -> None:
    packed, plain = sent(answer(), accept_encoding="gzip"), sent(answer())

    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(LONG) / 5
    assert gzip.decompress(packed.body) == plain.body == LONG
    assert "content-encoding" not in plain.headers
    assert [int(one.headers["content-length"]) for one in (packed, plain)] == [len(packed.body), len(LONG)]
    assert {one.headers["vary"] for one in (packed, plain)} == {"accept-encoding"}


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("*", True),
        ("identity;q=0.5, *;q=0.5", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=much", False),
        ("gzip;q=nan", False),
        (";;;,,;q=", False),
        ("gzïp", False),
    ],
)
def test_what_a_reader_says_of_encodings_is_followed(accepted: str, zipped: bool) -> None:
    assert ("content-encoding" in sent(answer(), accept_encoding=accepted).headers) == zipped


@pytest.mark.parametrize(
    ("content", "media_type"), [(b"short", "text/csv"), (LONG, "application/zip"), (LONG, "image/png")]
)
def test_what_compressing_would_not_make_shorter_is_sent_as_it_is(content: bytes, media_type: str) -> None:
    one = sent(answer(content, media_type), accept_encoding="gzip")

    assert "content-encoding" not in one.headers
    assert one.body == content
    assert one.etag == '"v-1"'


def test_each_form_has_a_strong_validator_of_its_own() -> None:
    plain, packed = sent(answer()).etag, sent(answer(), accept_encoding="gzip").etag

    assert plain != packed
    assert not plain.startswith("W/")
    assert not packed.startswith("W/")


@pytest.mark.parametrize("condition", ['"v-1"', 'W/"v-1"', '"other", "v-1"', ' "x" ,W/"v-1" ', "*"])
def test_a_reader_who_has_it_is_told_so_without_a_body(condition: str) -> None:
    one = sent(answer(), if_none_match=condition)

    assert (one.status, one.body) == (304, b"")
    assert one.etag == '"v-1"'
    assert {"cache-control", "vary", "access-control-allow-origin"} <= set(one.headers), "RFC 9110, 15.4.5"
    assert "content-length" not in one.headers


@pytest.mark.parametrize("condition", ['"v-2"', "v-1", '"v-1', '"v-1"x', "", '"V-1"'])
def test_a_reader_who_has_something_else_gets_the_whole(condition: str) -> None:
    one = sent(answer(), if_none_match=condition)

    assert (one.status, one.body) == (200, LONG)


def test_a_reader_who_has_the_other_form_is_not_told_that_nothing_has_changed() -> None:
    """A cache would give the compressed one, which it has, to a reader who cannot unpack it."""
    assert sent(answer(), if_none_match='"v-1.gz"').status == 200
    assert sent(answer(), if_none_match='"v-1"', accept_encoding="gzip").status == 200
    assert sent(answer(), if_none_match='"v-1.gz"', accept_encoding="gzip").status == 304
    assert sent(answer(), if_none_match='"v-1", "v-1.gz"').etag == '"v-1"'


def test_several_headers_of_one_name_count_as_one() -> None:
    headers = [(b"if-none-match", b'"a"'), (b"accept", b"x"), (b"if-none-match", b'"b"')]

    assert answers.given(headers, b"if-none-match", b"host") == [b'"a", "b"', b""]


def test_head_has_the_headers_and_no_body() -> None:
    for headers in ({}, {"accept_encoding": "gzip"}):
        one, whole = sent(answer(), "HEAD", **headers), sent(answer(), **headers)

        assert (one.status, one.headers, one.body) == (200, whole.headers, b"")


def test_the_same_answer_can_be_sent_any_number_of_times() -> None:
    made = answer()

    assert sent(made) == sent(made)
    assert sent(answer(), accept_encoding="gzip") == sent(made, accept_encoding="gzip"), "no time is in it"


def test_caches_may_hold_it_and_any_origin_may_read_it() -> None:
    headers = sent(answer()).headers

    assert headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-expose-headers"] == "etag, content-disposition"
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors *"


def test_a_validator_names_the_data_and_tells_parts_and_settings_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tag("abc", "gaps", "?as_of=2025-04-22")
    others = {tag("abd", "gaps", "?as_of=2025-04-22"), tag("abc", "gaps"), tag("abc", "gaps?as_of=2025-04-22")}
    monkeypatch.setenv(framing.FRAME_ANCESTORS, "'self'")
    others.add(tag("abc", "gaps", "?as_of=2025-04-22"))
    monkeypatch.delenv(framing.FRAME_ANCESTORS)
    monkeypatch.setattr(answers, "software", lambda: "another")
    others.add(tag("abc", "gaps", "?as_of=2025-04-22"))

    assert before.startswith("abc-")
    assert len(others - {before}) == 5


def test_of_a_text_as_it_is_and_compressed_both_count_what_they_take() -> None:
    kept = Kept(10 * AROUND)
    kept.put("a", answer())

    assert kept.size == len(gzip.compress(LONG, 6, mtime=0)) + AROUND


KEYS = st.integers(0, 8)
SIZES = st.integers(0, 3 * AROUND)


@given(limit=st.integers(0, 12 * AROUND), asked=st.lists(st.tuples(st.booleans(), KEYS, SIZES), max_size=60))
def test_never_more_is_kept_than_the_limit_and_the_last_asked_for_stay(
    limit: int, asked: list[tuple[bool, int, int]]
) -> None:
    kept, held = Kept(limit), dict[Hashable, int]()  # What should be there, the last asked for at the end.
    for putting, key, size in asked:
        if putting:
            # Of a kind that is not compressed, so that the size is what was said.
            kept.put(key, answer(bytes(size), "image/png"))
            held.pop(key, None)
            if size + AROUND <= limit:
                held[key] = size + AROUND
            while sum(held.values()) > limit:
                del held[next(iter(held))]
        else:
            found = kept.get(key)
            assert (found is not None) == (key in held)
            if found is not None:
                held[key] = held.pop(key)
        assert kept.size == sum(held.values()) <= limit
        assert len(kept) == len(held)
