"""/imports/N/rejected.csv: every rejected row, as a file that a spreadsheet may open."""

import csv
import io

import pytest

from tests.catalog.rows import make_run

pytestmark = pytest.mark.django_db


def read(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_it_has_every_row(viewer):
    run = make_run(rejected=120)
    response = viewer.get(f"/imports/{run.pk}/rejected.csv")
    rows = read(response)
    assert rows[0] == ["file", "line", "left_out", "reason", "content"]
    assert rows[120] == ["items.csv", "121", "row", "The code is too long.", "row 119"]
    assert response.headers["Content-Disposition"] == f'attachment; filename="import-{run.pk}-rejected.csv"'


@pytest.mark.parametrize("content", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_a_formula_stays_text(viewer, content):
    run = make_run()
    run.rejected_rows.create(file="a.csv", line=2, reason="wrong", content=content)
    assert read(viewer.get(f"/imports/{run.pk}/rejected.csv"))[1][4] == f"'{content}"


def test_quotes_lines_and_korean_come_through(viewer):
    run = make_run()
    run.rejected_rows.create(file="a.csv", line=2, reason='a "quote", and\na line', content="사내;외주")
    assert read(viewer.get(f"/imports/{run.pk}/rejected.csv"))[1][3:] == ['a "quote", and\na line', "사내;외주"]


def test_login_permission_and_method(client, nobody, viewer):
    address = f"/imports/{make_run().pk}/rejected.csv"
    assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"
    assert nobody.get(address).status_code == 403
    assert viewer.post(address).status_code == 405
