"""A model's way by page alone: trained in the task cluster, submitted by one person, approved by another."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


def test_train_submit_approve_activate(open_page, site):
    trainer = open_page("trainer")
    trainer.goto("/models/train/")
    trainer.get_by_label("Note").fill("Trained from the page")
    trainer.locator("main").get_by_role("button", name=re.compile("train", re.IGNORECASE)).first.click()
    expect(trainer).to_have_url(re.compile(r"/models/train/\d+/"))
    link = trainer.locator("main").get_by_role("link", name=re.compile(r"Version \d+"))
    expect(link.first).to_be_visible(timeout=240_000)  # a training, perhaps on a busy machine
    link.first.click()
    expect(trainer).to_have_url(re.compile(r"/models/\d+/$"))
    address = re.search(r"/models/\d+/$", trainer.url)[0]

    decide(trainer, "Submit", "As good as the one before")
    expect(trainer.locator("main")).to_contain_text("in review")
    assert not trainer.get_by_role("button", name=re.compile("^Approve")).count()

    approver = open_page("approver")
    approver.goto(address)
    decide(approver, "Approve", "Figures looked at")
    expect(approver.locator("main")).to_contain_text("approved")
    decide(approver, "Activate", "Into use")
    expect(approver.locator("main")).to_contain_text("active")
    number = address.split("/")[2]
    approver.goto("/models/")
    expect(approver.locator("header, main").filter(has_text=re.compile(rf"\b{number}\b")).first).to_be_visible()


def decide(page, action, note):
    page.locator("main").get_by_label("Comment").fill(note)
    page.get_by_role("button", name=re.compile(rf"^{action}")).click()
