"""Rows out of files: exact lines, any encoding that a plant writes, and no broken row that stops the rest."""

import gzip

import pytest

from apps.catalog.errors import Refusal
from apps.catalog.importing import csv_source
from apps.catalog.importing.csv_source import open_csv
from apps.catalog.importing.source import CONTENT_LENGTH

HEADER = b"code,name\n"


def file_of(folder, content, name="items.csv"):
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def rows_of(path):
    """Rows with their lines, and what could not be read with its reason."""
    rows, unread = [], []
    for chunk in open_csv(path).chunks():
        rows += [(line, *cells) for line, *cells in zip(chunk.lines, *chunk.columns, strict=True)]
        unread += [(each.line, each.reason) for each in chunk.unreadable]
    return rows, unread


@pytest.mark.parametrize(
    ("content", "rows", "unread"),
    [
        (b"A,1\nB,2\n", [(2, "A", "1"), (3, "B", "2")], []),
        (b"A,1\r\nB,2", [(2, "A", "1"), (3, "B", "2")], []),
        (b'A,"two\nlines"\nB,2\n', [(2, "A", "two\nlines"), (4, "B", "2")], []),
        (b"A,1\n\n\nB,2\n", [(2, "A", "1"), (5, "B", "2")], []),
        (b"A,1,,\nB,2\n", [(2, "A", "1"), (3, "B", "2")], []),
        (b'A,5" pipe\n', [(2, "A", '5" pipe')], []),
        (b"A\nB,2\n", [(3, "B", "2")], [(2, "The row has fewer cells than the header")]),
        (b"A,1,x\nB,2\n", [(3, "B", "2")], [(2, "The row has more cells than the header")]),
        (b"A,\x00\nB,2\n", [(3, "B", "2")], [(2, "The row has a NUL character")]),
        (
            b'A,"open\nB,2\nC,3\n',
            [(3, "B", "2"), (4, "C", "3")],
            [(2, "The row has a quote that is not closed, or text after a closed one")],
        ),
        (
            b'A,1\nB,"two\nlines"\nC\nD,4\n',
            [(2, "A", "1"), (3, "B", "two\nlines"), (6, "D", "4")],
            [(5, "The row has fewer cells than the header")],
        ),
    ],
)
def test_each_row_has_its_line_and_each_broken_one_its_reason(tmp_path, content, rows, unread):
    assert rows_of(file_of(tmp_path, HEADER + content)) == (rows, unread)


def test_a_cell_beyond_the_limit_costs_its_own_row_only(tmp_path):
    content = HEADER + b"A,1\nB," + b"x" * 140_000 + b"\nC,3\n"
    rows, unread = rows_of(file_of(tmp_path, content))
    assert [row[:2] for row in rows] == [(2, "A"), (4, "C")]
    assert unread == [(3, "The row has a cell of more than 131072 characters")]


def test_a_quote_that_is_never_closed_does_not_swallow_the_file(tmp_path):
    lines = b"".join(b"K%d,1\n" % number for number in range(30_000))
    rows, unread = rows_of(file_of(tmp_path, HEADER + b'A,"open\n' + lines))
    assert len(rows) == 30_000
    assert rows[0] == (3, "K0", "1")
    assert [line for line, _reason in unread] == [2]


def test_a_quote_that_meets_another_far_below_is_no_cell(tmp_path):
    lines = b"".join(b"K%d,1\n" % number for number in range(500))
    rows, unread = rows_of(file_of(tmp_path, HEADER + b'A,"open\n' + lines + b'B,closed"\n'))
    assert [row for row in rows if row[1].startswith("K")] == [(line + 3, f"K{line}", "1") for line in range(500)]
    assert [line for line, _reason in unread] == [2]


def test_a_million_characters_of_nonsense_take_no_longer_than_their_lines(tmp_path):
    rows, unread = rows_of(file_of(tmp_path, HEADER + b'A,"open\n' * 20_000))
    assert rows == []
    assert len(unread) == 20_000


def test_of_a_long_broken_row_the_beginning_is_kept(tmp_path):
    path = file_of(tmp_path, HEADER + b"A,1," + b"x" * 9_000 + b"\n")
    (chunk,) = open_csv(path).chunks()
    assert chunk.unreadable[0].content.startswith("A,1,xxx")
    assert len(chunk.unreadable[0].content) == CONTENT_LENGTH


def test_rows_come_in_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_source, "CHUNK_ROWS", 2)
    chunks = list(open_csv(file_of(tmp_path, HEADER + b"A,1\nB\nC,3\nD,4\n")).chunks())
    assert [list(chunk.lines) for chunk in chunks] == [[2], [4, 5]]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "밸브"), ("utf-8-sig", "밸브"), ("utf-16", "밸브"), ("cp949", "밸브 ±0.005"), ("utf-8", "fräsen")],
)
@pytest.mark.parametrize("file", ["items.csv", "items.csv.gz"])
def test_encodings_that_plants_write(tmp_path, encoding, name, file):
    path = file_of(tmp_path, f"code,name\nA,{name}\n".encode(encoding), file)
    assert rows_of(path) == ([(2, "A", name)], [])


def test_korean_far_below_the_beginning_is_still_read_as_cp949(tmp_path):
    content = HEADER + b"A,valve\n" * 400_000 + "B,밸브\n".encode("cp949")
    source = open_csv(file_of(tmp_path, content))
    *_others, last = source.chunks()
    assert last.columns[1][-1] == "밸브"
    assert source.notes == ["items.csv is written in CP949 and was read as such."]


@pytest.mark.parametrize(
    ("content", "byte", "offset"),
    [
        (HEADER + b"A,\xff\xfe\xfa\n", "0xFF", 12),
        (HEADER + "A,밸브\n".encode() + b"B,\xc3\n", "0xC3", 21),  # broken UTF-8, which CP949 would read as nonsense
        (HEADER + "A,밸브".encode()[:-1], "0xEB", 15),
        (HEADER + "A,fräsen\n".encode("latin-1"), "0xE4", 14),
        (b"\xef\xbb\xbf" + HEADER + b"A,\xb9\xeb\n", "0xB9", 15),
    ],
)
def test_a_byte_that_is_no_text_is_named_with_its_place(tmp_path, content, byte, offset):
    with pytest.raises(Refusal, match=rf"items\.csv has a byte that is no text: {byte} at byte {offset},"):
        open_csv(file_of(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04\x14\x00\x08" + b"\xf0\x8f" * 99, "no text"),
        (b"c\x00o\x00d\x00e\x00", "zero bytes"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, content, sentence):
    with pytest.raises(Refusal, match=rf"items\.csv .*{sentence}"):
        open_csv(file_of(tmp_path, content))


def test_a_gzip_file_that_was_cut_off_is_said_to_be(tmp_path):
    path = file_of(tmp_path, HEADER + b"A,1\n" * 1000, "items.csv.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Refusal, match=r"items\.csv\.gz ends in the middle"):
        open_csv(path)


@pytest.mark.parametrize("content", [b"code,name\nA,1\n", b"\x1f\x8b\x08\x00garbage that is no deflate stream"])
def test_a_broken_gzip_file_is_said_to_be(tmp_path, content):
    path = tmp_path / "items.csv.gz"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=r"items\.csv\.gz (is not a sound gzip file|ends in the middle)"):
        open_csv(path)


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
def test_the_delimiter_is_the_headers(tmp_path, delimiter):
    content = (HEADER + b"A,1\n").replace(b",", delimiter)
    assert rows_of(file_of(tmp_path, content)) == ([(2, "A", "1")], [])
