"""Rules that corrections show: wherever the network says one class, a person wants another.

A rule is of one network: what a network that learned from the corrections says needs none. Those that a
person has applied are in the store's ``rules.json``, and newly parsed photos follow them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faceparse_core.files.store_files import read_file, replace_file, unused_name
from faceparse_core.labels import ID_OF, NUM_CLASSES, LabelMap
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import PhotoRecord
from faceparse_training.finetune.accepted_classes import OTHER, known_labels
from faceparse_training.finetune.class_turns import Counts, counts_of

FILE_NAME = "rules.json"
LEAST_PHOTOS = 3
_WHOLE = 0.8  # of a class's pixels, in a photo and in all; and of the photos
_LEAST = 1e-4  # of a photo's pixels: what is smaller says nothing
_MOST = 19 * 18  # rules of a network


class Rule(BaseModel):
    """What ``model`` calls ``was`` is ``now``; ids of classes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    was: int = Field(ge=0, lt=NUM_CLASSES)
    now: int = Field(ge=0, lt=NUM_CLASSES)
    model: str = Field(max_length=1000)

    def is_instead_of(self, other: Rule) -> bool:
        """Whether both are of one class of one network."""
        return (self.model, self.was) == (other.model, other.was)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(1, ge=1, le=1)
    rules: tuple[Rule, ...] = Field((), max_length=_MOST)


@dataclass(frozen=True)
class FoundRule:
    """``photos``: the keys of those in which a person followed it."""

    rule: Rule
    photos: tuple[str, ...]


@dataclass(frozen=True)
class Turned:
    """What a person turned the classes of one photo into, by what ``model`` had said."""

    key: str
    model: str
    counts: Counts


def turned(project: Project, record: PhotoRecord) -> Turned | None:
    """Read an accepted photo's labels and prediction; ``None`` where one is not there or damaged."""
    try:
        labels, predicted = project.load_labels(record.key), project.load_predicted(record.key)
    except ProjectError:
        return None
    if labels is None or predicted is None or labels.shape != predicted.shape:
        return None
    known = known_labels(labels, predicted, [ID_OF[name] for name in record.accepted_only])
    known = np.where(known == OTHER, predicted, known)  # what nobody looked at was not turned
    return Turned(record.key, record.model, counts_of(predicted, known))


def find_rules(photos: Iterable[Turned]) -> list[FoundRule]:
    """The classes of which nearly all became another: in three photos at least, and in most that hold it."""
    by_model: dict[str, list[Turned]] = {}
    for each in photos:
        by_model.setdefault(each.model, []).append(each)
    return [found for model, own in by_model.items() for found in _of_network(model, own)]


def _of_network(model: str, photos: Sequence[Turned]) -> Iterator[FoundRule]:
    total = np.sum([each.counts for each in photos], axis=0)
    for was in range(NUM_CLASSES):
        now = int(total[was].argmax())
        holding = [each for each in photos if each.counts[was].sum() > _LEAST * each.counts.sum()]
        follow = [each.key for each in holding if each.counts[was, now] >= _WHOLE * each.counts[was].sum()]
        if (
            now != was
            and len(follow) >= max(LEAST_PHOTOS, _WHOLE * len(holding))
            and total[was, now] >= _WHOLE * total[was].sum()
        ):
            yield FoundRule(Rule(was=was, now=now, model=model), tuple(follow))


def follow(labels: LabelMap, rules: Iterable[Rule], model: str) -> LabelMap:
    """``labels`` of the network ``model`` under the rules, all at once; the same array if none is of it."""
    table = np.arange(256, dtype=np.uint8)
    for rule in rules:
        if rule.model == model:
            table[rule.was] = rule.now
    if (table == np.arange(256)).all():
        return labels
    return cv2.LUT(labels, table).astype(np.uint8, copy=False)


def add_rule(labels: LabelMap, predicted: LabelMap, rule: Rule, active: Iterable[Rule]) -> LabelMap:
    """The labels of an untouched photo under one more rule; the same array if nothing changes.

    What the network said decides, so that the order of rules does not matter: two can exchange two classes.

    Args:
        labels: ``uint8 (H, W)``; ``predicted`` likewise, by the rule's network.
        active: the rules before; one of the same class gives way.
    """
    was = next((each.now for each in active if each.is_instead_of(rule)), rule.was)
    where = (predicted == rule.was) & (labels == was)
    return np.where(where, np.uint8(rule.now), labels) if where.any() and was != rule.now else labels


def with_rule(rules: Iterable[Rule], rule: Rule) -> tuple[Rule, ...]:
    """The rules and this one; one of the same class and network gives way."""
    return (*(each for each in rules if not each.is_instead_of(rule)), rule)


def untouched(project: Project, rule: Rule) -> list[PhotoRecord]:
    """The photos that the rule's network has parsed and nobody has touched."""
    return [each for each in project.records() if each.status == "parsed" and each.model == rule.model]


def load_rules(store: Path) -> tuple[Rule, ...]:
    """The rules that are applied in the project of ``store``; none where the file is broken."""
    try:
        return _File.model_validate_json(read_file(store / FILE_NAME)).rules
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        logging.getLogger(__name__).warning("%s cannot be used: %s", store / FILE_NAME, error)
        return ()


def save_rules(store: Path, rules: Iterable[Rule]) -> None:
    """Keep the rules, one of a class of a network: the last. ``FileError`` when the disk refuses.

    A file that cannot be used, such as a later program's, is kept under another name.
    """
    last = tuple({(rule.model, rule.was): rule for rule in rules}.values())[-_MOST:]
    place = store / FILE_NAME
    try:
        _File.model_validate_json(read_file(place))
    except FileNotFoundError:
        pass
    except (OSError, ValidationError):
        place.rename(unused_name(place))
    with replace_file(place) as file:
        file.write(_File(rules=last).model_dump_json(indent=1).encode())
