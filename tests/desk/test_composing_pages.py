"""The pages of composing, as they answer without any script: outline, text, units' contributions, conflict, tasks."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kybao.composing.issue.replacing import replace
from kybao.composing.models import Contribution, FigureChange, PassageVersion, Report, Task
from kybao.people.models import Account, Membership
from kybao.people.policy import Role

if TYPE_CHECKING:
    from kybao.exchange.month_folder import Loaded

pytestmark = pytest.mark.django_db
BASE = "/thang/2022-01/soan/"
FARMING = f"{BASE}p1-I-1/"


@pytest.fixture
def report(january: Loaded) -> Report:
    return replace(Report.objects.get(), "Sửa số liệu chăn nuôi")


@pytest.fixture
def officer(client: Client, report: Report) -> Client:
    client.force_login(person("hoa", "Nông Thị Hoa", Role.OFFICER, report))
    return client


def person(name: str, full_name: str, role: Role, report: Report) -> Account:
    account = Account.objects.create(username=name, full_name=full_name)
    Membership.objects.create(account=account, role=role, unit=report.regime.receiver)
    return account


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^<>]*>", " ", response.content.decode())))


def herd(report: Report) -> Contribution:
    return report.contributions.get(section__key="p1-I-1-t04")


def save(client: Client, row: Contribution, **fields: Any) -> Any:
    return client.post(f"{FARMING}{row.thread}/luu", {"revision": row.revision, "written": row.text, **fields})


def test_the_outline_says_how_each_heading_stands(officer: Client, report: Report) -> None:
    row = report.contributions.get(section__key="p1-I-1-t02")
    save(officer, row, written="Đàn vật nuôi ổn định.")
    report.contributions.filter(section__key__startswith="p1-I-3").delete()
    seen = text(officer.get(BASE))
    assert "1. Nông nghiệp và xây dựng nông thôn mới đã sửa 11 đoạn Nông Thị Hoa (hoa)" in seen
    assert re.search(r"3\. Thương mại và dịch vụ chưa có nội dung của .+ chưa có nội dung", seen)
    assert re.search(r"4\. Tài chính - Kế hoạch dự thảo 3 đoạn ⊣ 3 cắt bỏ chữ số", seen)


def test_a_passage_that_is_not_filled_says_why_in_its_place(officer: Client, report: Report) -> None:
    from kybao.filing.models import Submission
    from kybao.filing.reviewing import send_back

    report.contributions.filter(section__key="p1-I-1-t05").delete()
    assert "Hạt Kiểm lâm đã viết nhưng báo cáo chưa lấy (“Lâm nghiệp”)." in text(officer.get(FARMING))
    send_back(Submission.objects.get(obligation__unit__code="kiemlam"), "Thiếu chữ ký")
    assert "Hạt Kiểm lâm chưa nộp báo cáo (“Lâm nghiệp”)." in text(officer.get(FARMING))


def test_a_figure_stands_as_a_chip_that_names_its_fact_and_leads_to_it(officer: Client, report: Report) -> None:
    page = officer.get(FARMING).content.decode()
    chip = re.search(r'<a class="chip bound[^"]*" href="([^"]+)" title="([^"]+)">10\.277</a>', page)
    assert chip is not None
    assert html.unescape(chip.group(2)) == "Đàn lợn · Thực hiện · 10.277 con · Trung tâm dịch vụ NN"
    assert re.fullmatch(r"/bai-nop/[0-9a-f-]+/#b\d+-\d+", chip.group(1))


def test_forms_are_chosen_without_script(officer: Client, report: Report) -> None:
    row = herd(report)
    page = text(officer.get(f"{FARMING}?sua={row.thread}"))
    assert "⟦3: 245⟧ con" in page
    assert "Tăng/giảm so cùng kỳ: tăng 61 con" in page
    save(officer, row, **{"form-5": "change_on_same_period", "unbind-3": "on"})
    row.refresh_from_db()
    assert "đàn bò hiện có 245 con bằng ⟦4⟧% (⟦5⟧)" in row.text


def test_a_fault_leaves_what_was_typed_in_the_field(officer: Client, report: Report) -> None:
    answer = text(save(officer, herd(report), written="Đàn bò có ⟦0 con và câu đang viết dở"))
    assert "không còn nguyên" in answer
    assert "câu đang viết dở" in answer


def test_a_save_that_comes_second_shows_both_texts_and_keeps_both(officer: Client, report: Report) -> None:
    row = report.contributions.get(section__key="p1-I-1-t02")
    save(officer, row, written="Đàn gia súc ổn định.")
    other = Client(SERVER_NAME="localhost")
    other.force_login(person("binh", "Trần Văn Bình", Role.OFFICER, report))
    answer = save(other, row, written="Đàn gia súc tăng nhanh.")
    assert answer.status_code == 409
    assert "Nông Thị Hoa (hoa) đã lưu đoạn này trước bạn" in text(answer)
    page = answer.content.decode()
    assert "<del>ổn định.</del>" in page.replace(" </del>", "</del>")
    assert "<ins>tăng nhanh.</ins>" in page.replace(" </ins>", "</ins>")
    row.refresh_from_db()
    assert row.text == "Đàn gia súc ổn định."
    assert PassageVersion.objects.filter(what="conflict", printed="Đàn gia súc tăng nhanh.").count() == 1


def test_the_typed_figure_that_equals_a_fact_is_offered_and_bound(officer: Client, report: Report) -> None:
    officer.post(f"{FARMING}them", {"written": "Đàn bò hiện có 245 con, đàn trâu 1.250 con."})
    page = officer.get(FARMING)
    assert "245 bằng số liệu đã nộp: Đàn bò · Thực hiện · Trung tâm dịch vụ NN Liên kết" in text(page)
    assert "gõ 1.250 , trong khi Đàn trâu là 1242 con" in text(page) or "trong khi Đàn trâu là 1.242 con" in text(page)
    form = re.search(r'action="([^"]+/lien-ket)">(.*?)</form>', page.content.decode(), re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', form.group(2)))
    officer.post(form.group(1), fields)
    made = report.contributions.latest("position")
    assert made.text == "Đàn bò hiện có ⟦0⟧ con, đàn trâu 1.250 con."
    assert made.bindings.get(fact__indicator__code="chan-nuoi.bo").printed == "245"


def test_what_a_unit_files_anew_changes_the_sentences_and_is_listed_until_seen(officer: Client, report: Report) -> None:
    from kybao.filing.models import Obligation
    from kybao.filing.receiving import receive

    obligation = Obligation.objects.get(unit__code="dvnn")
    sent = obligation.submissions.get()
    words = "\n\n".join(block.text for block in sent.document.blocks)
    receive(obligation, words.replace("đàn bò hiện có 245 con", "đàn bò hiện có 250 con").encode(), "dvnn-2.md")
    seen = text(officer.get(FARMING))
    assert "Số liệu đã đổi" in seen
    assert re.search(
        r"245 → 250 Đàn bò · Trung tâm dịch vụ NN, bản 2 ở câu “Tổng đàn trâu .* đàn bò hiện có 250 con", seen
    )
    assert "Đã xem các thay đổi này" in text(officer.get(BASE))
    officer.post(f"{BASE}da-xem")
    assert "Số liệu đã đổi" not in text(officer.get(BASE))
    assert FigureChange.objects.get().seen_by == "Nông Thị Hoa (hoa)"


def test_facts_are_found_without_diacritics(officer: Client, report: Report) -> None:
    found = officer.get(f"{BASE}so-lieu/", {"tim": "dan bo"}, headers={"X-Requested-With": "fetch"})
    assert re.search(r'data-mark="⟦\+\d+\.value: 245 con⟧" data-printed="245 con"', found.content.decode())
    assert "Đàn trâu" not in text(found)


def test_a_task_row_becomes_a_question_of_the_next_month(officer: Client, report: Report) -> None:
    answer = officer.post(
        f"{BASE}nhiem-vu/them",
        {"text": "Hoàn thành đề án chợ xanh", "owner": "kinhte", "due": "2022-02-15"},
        follow=True,
    )
    assert "Hoàn thành đề án chợ xanh" in text(answer)
    task = Task.objects.get(text="Hoàn thành đề án chợ xanh")
    assert (task.owner.code, str(task.period), f"{task.due}") == ("kinhte", "2022-02", "2022-02-15")  # type: ignore[union-attr]
    assert "Hoàn thành đề án chợ xanh" in text(officer.get("/thang/2022-01/nhiem-vu/"))
    refused = officer.post(f"{BASE}nhiem-vu/them", {"text": "Việc khác", "due": "15/2"}, follow=True)
    assert "“15/2” không phải một ngày" in text(refused)
    assert "Việc khác" in text(refused), "what was typed is still there"


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_others_only_look(client: Client, report: Report, role: Role) -> None:
    client.force_login(person("lan", "Lê Thị Lan", role, report))
    page = client.get(FARMING).content.decode()
    assert "chỉ xem" in page
    assert "<form" not in page.partition("<main")[2]


def test_an_issued_report_shows_its_text_and_no_form(client: Client, january: Loaded) -> None:
    report = Report.objects.get()
    client.force_login(person("hoa", "Nông Thị Hoa", Role.OFFICER, report))
    page = client.get(FARMING).content.decode()
    assert "10.277" in page
    assert "<form" not in page.partition("<main")[2]


def test_more_paragraphs_and_figures_ask_the_database_no_more_often(officer: Client, report: Report) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            officer.get(FARMING)
        return len(queries)

    officer.post(f"{FARMING}them", {"written": "Đàn bò hiện có 245 con."})
    asked()
    before = asked()
    for number in range(6):
        officer.post(f"{FARMING}them", {"written": f"Đàn bò hiện có {245 + number} con, đàn trâu 1.242 con."})
    asked()
    assert asked() == before < 50


def test_the_outline_leads_to_what_came_after_the_draft(officer: Client, report: Report) -> None:
    from kybao.filing.models import Obligation
    from kybao.filing.receiving import receive

    assert "bài mới" not in text(officer.get(BASE))
    obligation = Obligation.objects.get(unit__code="dvnn")
    words = "\n\n".join(block.text for block in obligation.submissions.get().document.blocks)
    words = words.replace("Đàn gia súc, gia cầm tiếp tục phát triển bình thường.", "Phát hiện bệnh ở đàn lợn.")
    receive(obligation, words.encode(), "dvnn-2.md")
    assert re.search(
        r"1\. Nông nghiệp và xây dựng nông thôn mới dự thảo 11 đoạn .{0,40}1 bài mới", text(officer.get(BASE))
    )
    assert re.search(r"Trung tâm dịch vụ NN mới", text(officer.get(FARMING)))
