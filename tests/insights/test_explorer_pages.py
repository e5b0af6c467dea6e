"""The explorer's pages, asked as a browser asks."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from suppilo.analysis.store import words
from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock
from suppilo.insights import queries
from suppilo.insights.models import SavedQuestion
from suppilo.team.models import Workspace
from tests.insights.business import settle
from tests.insights.shop import NOW, a_shop, at_work

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/studio/shop/explore/"
WALK = "s=view&s=cart&s=purchase&w=7d"


@pytest.fixture
def client() -> Client:
    return at_work(a_shop())


def get(client: Client, query: str = "", page: str = PAGE, *, follow: bool = True) -> HttpResponse:
    with clock.at(NOW):
        return client.get(f"{page}?{query}" if query else page, follow=follow)


def table(answer: HttpResponse, key: str = "steps") -> list[list[str]]:
    assert answer.context["found"].shown, answer.context["found"]
    sheet = next(one for one in answer.context["found"].shown.sheets if one.key == key)
    return [[cell.text for cell in row] for row in sheet.rows]


def test_a_question_in_the_address_is_answered(client: Client) -> None:
    answer = get(client, WALK)
    assert [row[:2] for row in table(answer)] == [["Product viewed", "4"], ["cart", "3"], ["purchase", "1"]]
    words = answer.content.decode()
    assert "75%" in words
    assert "<svg" in words
    assert "&lt;svg" not in words


def test_nothing_asked_is_the_funnels_own_stages(client: Client) -> None:
    answer = get(client)
    assert [row[:2] for row in table(answer)] == [["Looking", "0"], ["Customer", "0"]]
    settle(NOW)
    again = get(client, "now=1", follow=False)
    assert again.status_code == 302
    walked = queries.funnel_report(Workspace.objects.get(slug="shop").pk, "shop", now=NOW)
    assert [row[1] for row in table(get(client))] == [str(one.reached) for one in walked.stages] == ["4", "1"]


CONTROLS = [
    (f"{WALK}&u=session", ["4", "3", "1"]),
    ("s=view&s=cart&w=1h", ["4", "1"]),
    ("s=view&s=cart&w=7d&m=strict", ["4", "3"]),
    ("s=view&s=cart&s=complaint&w=7d&x=purchase&xa=1&xb=3", ["3", "2", "1"]),
    ("s=view&s=cart&w=7d&x=cart", ["2", "0"]),
    ("s=view&s=cart&w=7d&x=cart&xp1=session&xo1=is&xv1=B1", ["3", "2"]),
    ("s=view&s=cart&w=7d&x=cart&xp1=session&xo1=is&xv1=b1&x=complaint&xp2=session&xo2=is_present", ["3", "2"]),
    ("s=view&p1=brand&o1=is&v1=AQUA", ["2"]),
    ("s=view&p1=price&o1=at_least&v1=30", ["2"]),
    ("s=view&p1=sale&o1=is&v1=true", ["1"]),
    ("s=view&p1=brand&o1=in&v1=aqua%2C+zest", ["2"]),
    ("s=view&p1=brand&o1=is_missing&v1=", ["1"]),
    ("s=view&c=total", ["5"]),
    ("s=view&s=cart&w=1d&c=attempt", ["5", "2"]),
    ("s=view&from=2026-03-10&to=2026-03-11", ["2"]),
]


def test_each_control_does_what_it_says(client: Client) -> None:
    for query, counts in CONTROLS:
        assert [row[1] for row in table(get(client, query))] == counts, query


def test_people_and_events_break_an_answer_down_and_rows_add_up(client: Client) -> None:
    by_city = table(get(client, f"{WALK}&b=%40city"), "breakdown")
    assert [row[:2] for row in by_city] == [["Oslo", "1"], ["Turku", "1"], ["(none)", "2"]]
    by_brand = table(get(client, f"{WALK}&b=brand"), "breakdown")
    assert sorted(row[:2] for row in by_brand) == [["(none)", "1"], ["=1+1", "1"], ["aqua", "1"], ["zest", "1"]]


def test_a_trend_shows_every_day_and_the_open_ones_as_provisional(client: Client) -> None:
    answer = get(client, f"{WALK}&t=day&from=2026-03-02&to=2026-03-12")
    rows = table(answer, "trend")
    assert len(rows) == 11
    assert [row[1] for row in rows] == ["3", *["0"] * 7, "1", "1", "0"]
    assert "provisional" in answer.content.decode()


def test_cohorts_paths_and_attribution_are_answered(client: Client) -> None:
    cohorts = table(get(client, "a=retention&s=view&g=week"), "cohorts")
    assert [row[:4] for row in cohorts] == [["2 Mar", "3", "100%", "33.3%*"], ["9 Mar", "1", "100%*", ""]]
    paths = table(get(client, "a=paths&s=view&s=purchase"), "paths")
    assert ["Product viewed → cart → purchase", "1"] in [row[:2] for row in paths]
    before = table(get(client, "a=paths&s=cart&d=before"), "paths")
    assert before[0][:2] == ["Product viewed → cart", "3"]
    credit = table(get(client, "a=attribution&s=purchase&s=view&ch=brand&w=7d"), "credit")
    assert credit == [["aqua", "1", "100%"]]


def test_a_path_has_the_length_pauses_and_repeats_that_were_asked_for(client: Client) -> None:
    def told(more: str) -> list[list[str]]:
        return [row[:2] for row in table(get(client, f"a=paths&s=view&{more}"), "paths")]

    assert told("max=1") == [["Product viewed …", "3"], ["Product viewed", "1"]]
    assert ["Product viewed → cart", "1"] in told("gap=90m"), "two hours before the purchase"
    assert ["Product viewed → Product viewed → cart", "1"] in told("r=each")
    assert sum(int(count) for _path, count in told("gap=90m&pc=every")) == 5, "one person came twice"


def test_credit_is_told_in_money_by_half_life_and_without_what_is_called_direct(client: Client) -> None:
    asked = "a=attribution&s=purchase&s=view&ch=brand"
    answer = get(client, f"{asked}&y=price")
    assert table(answer, "credit") == [["aqua", "1", "100%", "30"]]
    assert "“price” of conversions without a touch: 0." in answer.content.decode()
    lines = list(csv.reader(io.StringIO(get(client, f"{asked}&y=price", f"{PAGE}answer.csv").content.decode())))
    assert lines[1] == ["aqua", "1.0", "1.0", "30.0"]
    assert "more than 12 hours" not in answer.content.decode()
    assert "12 hours that lies between" in get(client, f"{asked}&k=time_decay&hl=12h").content.decode()
    both = f"{asked.replace('s=view', 's=view&p2=price&o2=at_most&v2=30').replace('brand', 'price')}"
    passed = table(get(client, f"{both}&k=last_non_direct&dir=30&u=session"), "credit")
    assert passed == [["30", "1", "100%"]], "it is all there is"


def test_definitions_speak_of_what_is_counted(client: Client) -> None:
    person = {"en": "people|person|verybody|omebody|hoever", "fi": "[Ii]hmi|Jokainen lasketaan|[Ss]e, joka aloitti"}
    for language, words_for_people in person.items():
        client.cookies["django_language"] = language
        for query in (f"{WALK}&t=week&b=brand&x=complaint", WALK, "s=view", "a=retention&s=view", "a=paths&s=view"):
            told = get(client, f"{query}&u=session").context["found"].shown.definitions
            assert not [text for _name, text in told if re.search(words_for_people, text)], query
            assert any("session" in text for _name, text in told)


MISTAKES = [
    ("s=viwe", "step-1"),
    ("s=view&p1=colour&o1=is&v1=red", "filter-1-1"),
    ("s=view&p1=price&o1=is&v1=cheap", "filter-1-1"),
    ("s=view&p1=price&o1=like&v1=3", "filter-1-1"),
    ("s=view&p1=brand&o1=at_least&v1=x", "filter-1-1"),
    ("s=view&s=cart&w=0d", "window"),
    ("s=view&s=cart&w=1month", "window"),
    ("s=view&s=cart&m=sideways", "mode"),
    ("s=view&s=cart&x=nothing&xa=&xb=", "exclusion-1"),
    ("s=view&s=cart&x=complaint&xa=2&xb=1", "exclusion-1"),
    ("s=view&s=cart&x=cart&xp1=session&xo1=is", "exclusion-1-1"),
    ("s=view&s=cart&x=complaint&x=cart&xp2=colour&xo2=is&xv2=red", "exclusion-2-1"),
    ("s=view&x=%40shop%2Flooking&xp1=brand&xo1=is&xv1=aqua", "exclusion-1-1"),
    ("s=view&s=cart&m=any_order&x=complaint&xa=1&xb=2", "exclusion-1"),
    ("s=view&from=2026-13-01", "since"),
    ("s=view&from=2026-03-02&to=2026-03-01", "until"),
    ("s=view&b=%40shoe_size", "breakdown"),
    ("s=view&u=session&b=%40city", "breakdown"),
    ("s=view&bv=9", "value"),
    ("s=view&t=hour", "trend"),
    ("s=view&s=cart&s=purchase&tf=9", "timed_from"),
    ("s=view&s=cart&s=purchase&tt=x", "timed_to"),
    ("s=view&s=cart&s=purchase&tf=3", "timed_from"),
    ("s=view&s=cart&s=purchase&tf=2&tt=2", "timed_to"),
    ("s=view&s=cart&c=attempt&m=strict", "count"),
    ("s=view&s=cart&c=total&w=1d", "count"),
    ("s=view&s=cart&c=total&b=brand", "count"),
    ("a=paths&s=view&max=65", "longest"),
    ("a=paths&s=view&s=cart&max=1", "longest"),
    ("a=paths&s=view&gap=0d", "gap"),
    ("a=attribution&s=purchase&ch=brand&y=brand", "worth"),
    ("a=attribution&s=purchase&ch=brand&hl=soon", "half_life"),
    ("a=attribution&s=purchase&ch=price&k=last_non_direct", "direct"),
    ("a=attribution&s=purchase&ch=brand&dn=nobody", "direct_is"),
    ("a=attribution&s=purchase&ch=brand&lb=usual", "look"),
    ("a=attribution&s=purchase&ch=brand&lb=default&w=7d", "window"),
    ("a=horoscope&s=view", "kind"),
    ("a=retention&s=view&s=cart&s=purchase", "steps"),
    ("&".join(["s=view"] * 41), "steps"),
    ("s=view&u=%27%3B+drop", "unit"),
]


def test_a_mistake_is_told_at_its_place(client: Client) -> None:
    for query, field in MISTAKES:
        answer = get(client, query)
        assert answer.status_code == 200
        assert list(answer.context["form"].wrong) == [field], query
        problem = answer.context["form"].wrong[field]
        told = answer.content.decode().count(escape(problem))
        assert told >= 2, f"{query}: beside the field, and where the answer would stand"
        for page in ("answer.csv", "answer.svg"):
            refused = get(client, query, f"{PAGE}{page}")
            assert (refused.status_code, refused["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_a_kind_of_question_that_there_is_not_is_named(client: Client) -> None:
    answer = get(client, "a=time&s=view").content.decode()
    assert "The address asks for “time”" in answer
    assert "Choose one of the list." not in answer


def test_a_form_sent_without_javascript_leads_to_the_short_address(client: Client) -> None:
    sent = "s=view&p1=&o1=is&v1=&s=cart&p2=&o2=is&v2=&s=&w=7d&from=&to=&b=&t=&m=ordered&c=unique&u=&bv=first&x=&xa=&xb="
    sent += "&xp1=&xo1=is&xv1="
    assert get(client, sent, follow=False)["Location"] == f"{PAGE}?s=view&s=cart&w=7d"
    assert get(client, f"{sent}&do=up:2", follow=False)["Location"] == f"{PAGE}?s=cart&s=view&w=7d"
    assert get(client, f"{sent}&do=drop:1", follow=False)["Location"] == f"{PAGE}?s=cart&w=7d"
    assert get(client, f"{sent}&do=up:99", follow=False)["Location"] == f"{PAGE}?s=view&s=cart&w=7d"


def test_an_exclusion_and_its_filters_are_taken_away_one_by_one(client: Client) -> None:
    one, two = "xp1=session&xo1=is&xv1=b1", "xp1=brand&xo1=is_present&xv1="
    sent = f"s=view&s=cart&x=cart&xa=&xb=&{one}&{two}"
    assert get(client, f"{sent}&do=unexclude:1:1", follow=False)["Location"].endswith(f"&x=cart&xa=&xb=&{two}")
    assert get(client, f"{sent}&do=unexclude:1:2", follow=False)["Location"].endswith(f"&x=cart&xa=&xb=&{one}")
    assert get(client, f"{sent}&do=unexclude:1", follow=False)["Location"] == f"{PAGE}?s=view&s=cart"
    assert get(client, f"{sent}&do=unexclude:2:1", follow=False)["Location"] == f"{PAGE}?{sent}"


def test_the_picture_of_a_free_question_speaks_of_steps(client: Client) -> None:
    words = get(client, WALK).content.decode()
    assert "median to the next step" in words
    assert "of those who began reached the last step" in words
    assert "stage</text>" not in words


def test_who_dropped_is_listed_as_the_reader_may_see_people(client: Client) -> None:
    page = f"{PAGE}people/"
    answer = get(client, f"{WALK}&step=2", page)
    assert {card.email for card in answer.context["people"]} == {"bo@example.fi", "cy@example.fi"}
    workspace = Workspace.objects.get(slug="shop")
    analyst = get(at_work(workspace, "analyst"), f"{WALK}&step=2", page).content.decode()
    assert "bo@example.fi" not in analyst
    assert "/studio/shop/people/" in analyst
    assert "nobody" in get(client, f"{WALK}&u=session&step=1", page).context
    assert get(client, f"{WALK}&step=3", page).status_code == 200


def test_files_carry_the_numbers_and_no_formulas(client: Client) -> None:
    sheet = get(client, f"{WALK}&b=brand", f"{PAGE}answer.csv")
    assert sheet["Content-Type"] == "text/csv; charset=utf-8"
    assert sheet["Content-Disposition"] == 'attachment; filename="suppilo-shop.csv"'
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["step", "name", "count", "conversion"]
    assert rows[2][:4] == ["2", "cart", "3", "0.75"]
    assert ["'=1+1", "1", "1", "0", "0.0"] in rows
    picture = get(client, WALK, f"{PAGE}answer.svg")
    assert picture["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert ElementTree.fromstring(picture.content.decode()).tag.endswith("svg")
    assert get(client, f"{WALK}&picture=7", f"{PAGE}answer.svg").status_code == 400


def test_a_question_is_kept_under_a_name_listed_and_taken_away(client: Client) -> None:
    with clock.at(NOW):
        answer = client.post(f"{PAGE}save/", {"name": " Weekly  look ", "query": f"{WALK}&evil=1"}, follow=True)
        assert [(one.name, link) for one, link in answer.context["saved"]] == [("Weekly look", f"{PAGE}?{WALK}")]
        again = client.post(f"{PAGE}save/", {"name": "Weekly look", "query": WALK}, follow=True)
        assert "already called" in again.content.decode()
        assert "Write a name" in client.post(f"{PAGE}save/", {"name": " ", "query": WALK}, follow=True).content.decode()
        other = at_work(a_shop("other"))
        kept = answer.context["saved"][0][0].pk
        other.post(f"/studio/other/explore/saved/{kept}/delete/")
        assert SavedQuestion.objects.count() == 1
        client.post(f"{PAGE}saved/{kept}/delete/", {"query": WALK})
    assert SavedQuestion.objects.count() == 0


def test_a_reload_costs_nothing_until_something_happens(client: Client) -> None:
    first, second = get(client, WALK), get(client, WALK)
    assert second.context["found"].answered.result is first.context["found"].answered.result
    with clock.at(NOW):
        record(
            Workspace.objects.get(slug="shop").pk,
            [NewFact(name="view", person_id=1, at=NOW, properties={}, source="t")],
        )
    assert get(client, WALK).context["found"].answered.result is not first.context["found"].answered.result


def test_the_page_speaks_the_readers_language(client: Client) -> None:
    for language in ("da", "nb", "fi", "sv"):
        client.cookies["django_language"] = language
        words = get(client, f"{WALK}&t=week&b=brand").content.decode()
        for english in ("Step by step", "Time limit", "Broken down by", "What the numbers mean", "A try starts"):
            assert english not in words, language


def test_a_property_that_is_not_kept_is_refused_on_every_tab(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "HEAVIEST", 500)
    for query in (
        f"{WALK}&u=session",
        f"{WALK}&b=session",
        "s=view&p1=session&o1=is_missing",
        "s=view&s=cart&x=cart&xp1=session&xo1=is&xv1=b1",
        "a=retention&s=view&u=session",
        "a=attribution&s=purchase&ch=session",
    ):
        found = get(client, query).context["found"]
        assert found.shown is None and "“session” has too many" in found.problems[0], query
        assert get(client, query, f"{PAGE}answer.csv").status_code == 400
    assert table(get(client, WALK))[0][1] == "4"
