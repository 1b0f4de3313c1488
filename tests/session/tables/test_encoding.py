"""From bytes to text: what is not UTF-8 is said with its place, and never guessed silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.tables import TableError, encoding
from app.session.tables.encoding import EncodingError, decoded, read_bytes

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"))


@given(texts)
def test_text_comes_back_from_every_encoding_that_says_its_name(text):
    assert decoded(text.encode("utf-8")) == (text, "utf-8")
    assert decoded(text.encode("utf-8-sig")) == (text, "utf-8")
    if text:
        assert decoded(text.encode("utf-16")) == (text, "utf-16")
        assert decoded(b"\xfe\xff" + text.encode("utf-16-be")) == (text, "utf-16")
        assert decoded(text.encode("utf-16-le"), "utf-16") == (text, "utf-16")


def test_latin_1_is_suggested_at_the_line_and_read_when_it_is_chosen():
    content = "name,x\nAda,1\nJörg,2\n".encode("latin-1")
    with pytest.raises(EncodingError) as caught:
        decoded(content)
    assert str(caught.value) == "byte 246 in line 3 is not UTF-8; it looks like Latin-1, where it is “ö”"
    assert caught.value.suggestion == "latin-1"
    assert decoded(content, "latin-1").text == "name,x\nAda,1\nJörg,2\n"


def test_bytes_that_latin_1_has_no_letters_for_look_like_windows_1252():
    content = "price\n5 €\n".encode("cp1252")
    with pytest.raises(EncodingError, match="byte 128 in line 2 is not UTF-8; it looks like Windows-1252") as caught:
        decoded(content)
    assert caught.value.suggestion == "windows-1252"
    assert decoded(content, "windows-1252").text == "price\n5 €\n"


@pytest.mark.parametrize(
    ("content", "sentence", "suggestion"),
    [
        (b"PK\x03\x04...", "this is a spreadsheet or another packed file", None),
        (b"%PDF-1.4", "this is a PDF", None),
        ("a,b\n1,2\n".encode("utf-16-le"), "it looks like UTF-16", "utf-16"),
        (b"a\0b\0\0\0c", "it looks like no text at all", None),
        (b"a,b\n\x81\x8d\n", "byte 129 in line 2 is not UTF-8, and the file looks like no text at all", None),
        ("a".encode("utf-32"), "this is UTF-32; save the table as UTF-8", None),
        (b"\xff\xfea\0b", "the bytes from 5 on are not UTF-16", "utf-8"),
    ],
)
def test_what_is_no_text_is_said_in_a_sentence(content, sentence, suggestion):
    with pytest.raises(EncodingError) as caught:
        decoded(content)
    assert sentence in str(caught.value)
    assert caught.value.suggestion == suggestion


@given(st.binary(max_size=60), st.sampled_from([None, *encoding.ENCODINGS]))
def test_any_bytes_are_a_text_or_a_sentence(content, chosen):
    try:
        text = decoded(content, chosen).text
    except EncodingError as error:
        assert str(error)
        assert "\n" not in str(error)
    else:
        assert "\0" not in text


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "MAX_BYTES", 2**20)
    path = tmp_path / "large.csv"
    path.write_bytes(b"1" * (2**20 + 1))
    with pytest.raises(TableError, match="larger than 1 MB"):
        read_bytes(path)
