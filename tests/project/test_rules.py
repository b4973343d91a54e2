"""Rules that corrections show: found where a class became another, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_gui.project import Prediction, Project
from faceparse_gui.project.rules import (
    Rule,
    Turned,
    add_rule,
    find_rules,
    follow,
    load_rules,
    save_rules,
    turned,
    with_rule,
)

SKIN, HAIR, NECK, HAT = (ID_OF[name] for name in ("skin", "hair", "neck", "hat"))


def photo(number, turned=1.0, model="net", neck=4000):
    """Skin and neck were predicted; this share of the neck became skin."""
    counts = np.zeros((NUM_CLASSES, NUM_CLASSES), np.int64)
    counts[SKIN, SKIN], counts[HAIR, HAIR] = 20_000, 30_000
    counts[NECK, SKIN] = round(neck * turned)
    counts[NECK, NECK] = neck - counts[NECK, SKIN]
    return Turned(str(number), model, counts)


def pairs(photos):
    return [(found.rule.was, found.rule.now, len(found.photos)) for found in find_rules(photos)]


def test_a_class_that_became_another_in_three_photos_is_a_rule():
    assert pairs([photo(each, 0.9) for each in range(3)]) == [(NECK, SKIN, 3)]
    assert pairs([photo(each) for each in range(2)]) == []


def test_photos_without_the_class_and_slips_do_not_count():
    assert pairs([photo(1), photo(2), photo(3, neck=0), photo(4, neck=2)]) == []


def test_the_corrections_of_two_networks_are_not_added_up():
    assert pairs([photo(1), photo(2), photo(3, model="other"), photo(4, model="other")]) == []


def test_who_leaves_the_class_elsewhere_has_no_rule():
    assert pairs([photo(1), photo(2), photo(3), photo(4, 0.0)]) == []
    assert pairs([*(photo(each) for each in range(5)), photo(6, 0.5)]) == [(NECK, SKIN, 5)]


@given(
    st.lists(
        st.lists(st.floats(0, 0.75), min_size=NUM_CLASSES, max_size=NUM_CLASSES), min_size=1, max_size=12
    ),
    st.integers(0, 2**32 - 1),
)
def test_corrected_errors_are_no_rule(photos, seed):
    """Of each class up to three quarters are corrected in each photo, to any class: never a rule."""
    rng = np.random.default_rng(seed)
    given_photos = []
    for number, shares in enumerate(photos):
        counts = np.zeros((NUM_CLASSES, NUM_CLASSES), np.int64)
        for was, share in enumerate(shares):
            area = int(rng.integers(0, 50_000))
            wrong = int(area * share)
            counts[was, was] = area - wrong
            counts[was, (was + int(rng.integers(1, NUM_CLASSES))) % NUM_CLASSES] += wrong
        given_photos.append(Turned(str(number), "net", counts))
    assert find_rules(given_photos) == []


@given(
    st.integers(3, 12), st.floats(0.85, 1.0), st.integers(0, NUM_CLASSES - 1), st.integers(1, NUM_CLASSES - 1)
)
def test_a_rule_is_found_whatever_the_classes(number, share, was, by):
    now = (was + by) % NUM_CLASSES
    photos = []
    for each in range(number):
        counts = np.diag(np.full(NUM_CLASSES, 5000, np.int64))
        counts[was, was] -= round(5000 * share)
        counts[was, now] += round(5000 * share)
        photos.append(Turned(str(each), "net", counts))
    assert pairs(photos) == [(was, now, number)]


def test_rules_are_followed_at_once_and_only_by_their_network():
    labels = np.array([[NECK, SKIN, HAT]], np.uint8)
    rules = [Rule(was=NECK, now=SKIN, model="net"), Rule(was=SKIN, now=HAIR, model="net")]
    assert follow(labels, rules, "net").tolist() == [[SKIN, HAIR, HAT]]
    assert follow(labels, rules, "learned") is labels


@given(st.permutations([(NECK, SKIN), (SKIN, NECK), (HAT, HAIR), (HAIR, NECK)]))
def test_rules_added_one_by_one_are_those_followed_at_once(pairs):
    """Two classes can be exchanged, and chains do not run on, whichever rule comes first."""
    predicted = np.array([[NECK, SKIN, HAT, HAIR, 0]], np.uint8)
    labels, active = predicted, ()
    for was, now in pairs:
        rule = Rule(was=was, now=now, model="net")
        labels, active = add_rule(labels, predicted, rule, active), with_rule(active, rule)
    assert labels.tolist() == follow(predicted, active, "net").tolist() == [[SKIN, NECK, HAIR, NECK, 0]]


def test_a_rule_that_contradicts_another_takes_its_place():
    predicted = np.array([[NECK, SKIN]], np.uint8)
    first, second = (Rule(was=NECK, now=now, model="net") for now in (SKIN, HAIR))
    labels = add_rule(predicted, predicted, first, ())
    assert add_rule(labels, predicted, second, (first,)).tolist() == [[HAIR, SKIN]]
    assert with_rule((first,), second) == (second,)


def test_what_nobody_looked_at_was_not_turned(tmp_path):
    """A small earring painted on hair, accepted for earrings alone: hair is no earring."""
    for number in range(3):
        Image.new("RGB", (64, 48), (number, 0, 0)).save(tmp_path / f"{number}.png")
    project = Project.open(tmp_path)
    predicted = np.full((48, 64), HAIR, np.uint8)
    labels = predicted.copy()
    labels[:4, :4] = ID_OF["ear_r"]
    photos = []
    for record in project.records():
        project.save_prediction(record.key, Prediction(predicted, np.full_like(predicted, 255), "net"))
        project.save_labels(record.key, labels, "edited")
        project.note_accepted_for(record.key, ["ear_r"])
        project.set_status(record.key, "accepted")
        photos.append(turned(project, project.record(record.key)))
    assert [each.counts[HAIR, HAIR] for each in photos] == [48 * 64 - 16] * 3
    assert find_rules(photos) == []
    project.close()


def test_rules_are_kept_and_a_broken_file_is_none(tmp_path):
    rule = Rule(was=NECK, now=SKIN, model="net")
    assert load_rules(tmp_path) == ()
    save_rules(tmp_path, [Rule(was=NECK, now=HAIR, model="net"), rule])
    assert load_rules(tmp_path) == (rule,)
    (tmp_path / "rules.json").write_text('{"rules": [{"was": 99}]}')
    assert load_rules(tmp_path) == ()
    many = [Rule(was=was, now=(was + 1) % NUM_CLASSES, model=f"{n}") for n in range(30) for was in range(19)]
    save_rules(tmp_path, [*many, rule])
    assert load_rules(tmp_path)[-1] == rule
    assert (tmp_path / "rules-1.json").read_text() == '{"rules": [{"was": 99}]}'


@pytest.mark.parametrize("damage", [b"", b"\xff", b"[]"])
def test_no_content_of_the_file_stops_the_project(tmp_path, damage):
    (tmp_path / "rules.json").write_bytes(damage)
    assert load_rules(tmp_path) == ()
