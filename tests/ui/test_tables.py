"""A table on a phone: every cell under the header of its column, and still a table to a screen reader."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tessera.ui.tables import stacked

WORDS = st.text(alphabet="abc é&;'()–", min_size=1, max_size=12).map(lambda words: " ".join(words.split())).filter(bool)


@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(0, 4))
def test_each_cell_says_the_header_of_its_column_and_nothing_else_changes(headers, rows):
    def cells(tag, more, words):
        return "".join(f'<{tag}{more} class="x">{one}</{tag}>' for one in words)

    row = [f"cell {number}" for number in range(len(headers))]
    body = "".join(f"<tr>{cells('td', '', row)}</tr>" for _ in range(rows))
    head = cells("th", ' scope="col"', headers)
    html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    made = str(stacked(html))
    assert re.findall(r'<td[^>]* data-label="([^"]*)">', made) == headers * rows
    assert made.count('role="row"') == rows + 1
    assert made.count('role="columnheader"') == len(headers)
    assert re.sub(r' (role|data-label)="[^"]*"', "", made) == html


def test_a_header_of_a_row_a_wide_cell_and_words_within_words():
    made = str(
        stacked(
            '<table><thead><tr><th scope="col">Who <span class="x">is it</span></th><th scope="col">When</th>'
            '<th scope="col">Why</th></tr></thead><tbody><tr><th scope="row">Kay</th><td colspan="2">Now</td></tr>'
            "<tr><td>Dee</td><td>Then</td><td>So</td></tr></tbody></table>"
        )
    )
    assert '<th role="rowheader" scope="row" data-label="Who is it">Kay' in made
    assert '<td role="cell" colspan="2" data-label="When">Now' in made
    assert '<td role="cell" data-label="Why">So' in made
