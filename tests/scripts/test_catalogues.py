"""The catalogue tool: what it takes in, refuses and reports."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from scripts import catalogues

VIEW = """
from kernel.i18n import N_, _, lazy, ngettext
A = N_("Yayında")
B = lazy("Başlık")
_("Son gün: %(date)s", date=1)
ngettext("%(num)s öneri", "%(num)s öneri", 3)
"""
ENGLISH = {
    "Yayında": "Published",
    "Başlık": "Title",
    "Son gün: %(date)s": "Last day: %(date)s",
    "%(num)s öneri": ["%(num)s proposal", "%(num)s proposals"],
    "Öneri yazın": "Write a proposal",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pages = tmp_path / "platform" / "proposals" / "templates" / "proposals"
    pages.mkdir(parents=True)
    (pages / "show.html").write_text('{{ _("Öneri yazın") }}', "utf-8")
    (tmp_path / "platform" / "proposals" / "views.py").write_text(VIEW, "utf-8")
    monkeypatch.setattr(catalogues, "SOURCE", tmp_path / "platform")
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path / "translations")
    return tmp_path


def add(tree: Path, texts: object) -> int:
    path = tree / "in.json"
    path.write_text(json.dumps(texts), "utf-8")
    return catalogues.add(Namespace(file=str(path)))


def check() -> int:
    return catalogues.check(Namespace())


def test_added_texts_make_both_catalogues_complete(tree: Path) -> None:
    assert check() == 1
    assert add(tree, ENGLISH) == 0
    assert check() == 0
    assert catalogues.load("tr").get("Yayında").string == "Yayında"  # type: ignore[union-attr]
    assert (tree / "translations/en/LC_MESSAGES/messages.mo").exists()


def test_a_second_update_changes_no_byte(tree: Path) -> None:
    add(tree, ENGLISH)
    catalogues.update(Namespace())
    files = sorted((tree / "translations").rglob("*.po"))
    before = [path.read_bytes() for path in files]
    catalogues.update(Namespace())
    assert [path.read_bytes() for path in files] == before
    assert not any(b"POT-Creation-Date" in content or b"#:" in content for content in before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"Yok böyle bir metin": "No such text"},
        {"Son gün: %(date)s": "Last day"},
        {"Son gün: %(date)s": "Last day: %(day)s"},
        {"Yayında": "100 % out"},
        {"%(num)s öneri": "%(num)s proposals"},
        {"Yayında": ""},
    ],
)
def test_wrong_translations_are_refused_and_not_kept(tree: Path, wrong: object) -> None:
    assert add(tree, wrong) == 1
    assert len(list(catalogues.load("en"))) <= 1  # the header


def test_what_is_gone_from_the_source_is_obsolete_until_updated(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(tree, ENGLISH)
    (tree / "platform/proposals/templates/proposals/show.html").write_text("", "utf-8")
    assert check() == 1
    assert "obsolete 'Öneri yazın'" in capsys.readouterr().err
    catalogues.update(Namespace())
    assert check() == 0


def test_fuzzy_entries_fail(tree: Path) -> None:
    add(tree, ENGLISH)
    path = catalogues.po_file("en")
    path.write_text(path.read_text("utf-8").replace('msgid "Yay', '#, fuzzy\nmsgid "Yay'), "utf-8")
    assert check() == 1


def test_missing_lists_only_the_folder_asked_for(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tree / "platform" / "voting"
    other.mkdir()
    (other / "rules.py").write_text('N_("Oylama bitti")', "utf-8")
    catalogues.missing(Namespace(path=str(other)))
    assert json.loads(capsys.readouterr().out) == {"Oylama bitti": ""}
