"""Train a small network to find atomic columns, and tell how well it does on images held out.

    python examples/find_columns/find_columns.py NAME=FOLDER NAME=FOLDER

A folder is that of a data set with `package.training: [webdataset]`. A network is trained on the
part `train` of each, and finds columns in the part `test` of all; each as often as there are SEEDS.
"""

import glob
import sys

import numpy as np
import webdataset
from numpy.lib.stride_tricks import sliding_window_view
from scipy.spatial import cKDTree
from skimage.feature import peak_local_max
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline

EDGE = 21  # px of the patches that the network sees
SPREAD = 1.5  # px of the Gaussians that it learns to draw at columns
PATCHES = 400  # of each image, half of them near columns
SHAPES = 40  # principal components of the patches: what is left out is noise, mostly
TOLERANCE_A = 0.4
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
SEEDS = (0, 1, 2)


def load(folder, part):
    """Images, (n, 2) places (x, y) of their visible columns and pixel sizes, Å."""
    shards = sorted(glob.glob(f"{folder}/training/webdataset/{part}-*.tar"))
    found = []
    for sample in webdataset.WebDataset(shards, shardshuffle=False).decode():
        image, told = sample["seen.npy"], sample["json"]
        columns = told["images"]["seen"]["columns"]
        places = np.column_stack([columns["x"], columns["y"]])[columns["visible"]]
        image = (image - image.mean()) / image.std()
        found.append((image, places.reshape(-1, 2), told["key"]["pixel_size_A"]))
    return found


def patches(image):
    """The surroundings of each pixel that has them all."""
    return sliding_window_view(image.astype(np.float32), (EDGE, EDGE))


def target(image, places):
    """1 at a column, less beside it, for each patch."""
    grid = np.argwhere(np.ones(np.array(image.shape) - EDGE + 1))[:, ::-1] + EDGE // 2
    far = cKDTree(places).query(grid)[0] if len(places) else np.full(len(grid), np.inf)
    return np.exp(-((far / SPREAD) ** 2) / 2)


def train(images, seed=0):
    """A network, trained on patches drawn from all images, each turned and mirrored by chance."""
    rng, inputs, outputs = np.random.default_rng(seed), [], []
    for image, places, _ in images:
        wanted, seen = target(image, places), patches(image).reshape(-1, EDGE, EDGE)
        near, other = np.flatnonzero(wanted > 0.1), np.arange(len(wanted))
        for some in filter(len, (near, other)):
            drawn = rng.choice(some, PATCHES // 2)
            for turn, group in enumerate(np.array_split(drawn, 8)):
                mirrored = seen[group][:, :: 1 - 2 * (turn // 4)]
                turned = np.rot90(mirrored, turn % 4, axes=(1, 2))
                inputs.append(turned.reshape(-1, EDGE**2))
                outputs.append(wanted[group])
    network = make_pipeline(
        PCA(SHAPES, random_state=seed),
        MLPRegressor(
            hidden_layer_sizes=(64, 32),
            early_stopping=True,
            n_iter_no_change=4,
            max_iter=100,
            random_state=seed,
        ),
    )
    return network.fit(np.concatenate(inputs), np.concatenate(outputs))


def peaks(network, image):
    """(n, 2) places (x, y) of maxima of what the network draws, and their heights."""
    seen = patches(image)
    drawn = network.predict(seen.reshape(-1, EDGE**2)).reshape(seen.shape[:2])
    found = peak_local_max(drawn, min_distance=3, threshold_abs=THRESHOLDS[0])
    return found[:, ::-1] + EDGE // 2, drawn[tuple(found.T)]


def matches(found, places, reach):
    """How many places are found: each by the peak that is nearest to it and to no other."""
    if not len(found) or not len(places):
        return 0
    far, nearest = cKDTree(found).query(places, distance_upper_bound=reach)
    near = np.isfinite(far)
    back = cKDTree(places).query(found[nearest[near]])[1]
    return int((back == np.flatnonzero(near)).sum())


def scores(network, images, thresholds):
    """Precision, recall and F1 of all columns of the images together, for each threshold."""
    answers, hits, columns = np.zeros(len(thresholds)), np.zeros(len(thresholds)), 0
    for image, places, pixel_A in images:
        found, heights = peaks(network, image)
        inside = ((places >= EDGE // 2) & (places <= len(image) - 1 - EDGE // 2)).all(axis=1)
        columns += inside.sum()
        for k, threshold in enumerate(thresholds):
            kept = found[heights >= threshold]
            hits[k] += matches(kept, places[inside], TOLERANCE_A / pixel_A)
            answers[k] += len(kept)
    precision, recall = hits / np.maximum(answers, 1), hits / max(columns, 1)
    return np.column_stack([precision, recall, 2 * hits / np.maximum(answers + columns, 1)])


def main(arguments):
    """Train networks on each data set and try them on all; a line for each pair."""
    folders = dict(argument.split("=", 1) for argument in arguments)
    held_out = {name: load(folder, "test") for name, folder in folders.items()}
    print("trained on       tested on        precision  recall      F1  F1 of each")
    for name, folder in folders.items():
        images, found = load(folder, "train"), {other: [] for other in held_out}
        for seed in SEEDS:
            network = train(images, seed)
            [*_, own] = scores(network, images[::4], THRESHOLDS).T
            best = [THRESHOLDS[own.argmax()]]
            for other, unseen in held_out.items():
                found[other].append(scores(network, unseen, best)[0])
        for other, told in found.items():
            cells = "".join(f"{value:9.3f}" for value in np.mean(told, axis=0))
            each = " ".join(f"{f1:.3f}" for *_, f1 in told)
            print(
                f"{name:<10}{len(images):>5}  {other:<8}{len(held_out[other]):>6}  {cells}  {each}"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
