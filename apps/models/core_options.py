"""A person's choices as the learning core's options. Only the training's own process imports this: with it come
scikit-learn, pandas and LightGBM, which no web worker is to hold."""

from dataclasses import replace

from apps.models.ml.fit import FitOptions
from apps.models.ml.learning import TrainingOptions
from apps.models.ml.network import NetworkOptions
from apps.models.training_options import EFFORT, Choices


def core_options(choices: Choices) -> TrainingOptions:
    return replace(
        TrainingOptions(), held_out_share=choices.held_out_percent / 100, fit=_fit(EFFORT[choices.thoroughness])
    )


def _fit(effort: float) -> FitOptions:
    """More passes over the items, never fewer than two, and more trees."""
    usual = FitOptions()
    return replace(
        usual,
        network=_longer(usual.network, effort),
        times=_longer(usual.times, effort),
        trees=replace(usual.trees, count=round(usual.trees.count * effort)),
    )


def _longer(network: NetworkOptions, effort: float) -> NetworkOptions:
    return replace(network, effort=network.effort * effort, most_epochs=round(network.most_epochs * effort))
