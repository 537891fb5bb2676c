#!/usr/bin/env python3
"""Does the steps between two snapshots of a run again, in plain PyTorch, and compares losses, weights and moments. See README.md."""
import argparse
import json
import os
import re
import sys

import torch

import model
import safetensors_file

# As the reference fixtures: an element whose gradient is near zero moves by the learning rate in a direction that rounding decides.
WEIGHT_TOLERANCE, WEIGHT_SHARE, WEIGHT_MAX, MOMENT_TOLERANCE, LOSS_TOLERANCE = 1e-6, 0.998, 2e-4, 2e-5, 2e-6


class Refused(Exception):
    """Something that is no run, or no run that can be done again; the text says what and where."""


def configuration(run):
    """The values of config.conf, whose every line is `key = value  # origin`."""
    values = {}
    with open(os.path.join(run, "config.conf"), encoding="utf-8") as file:
        for line in file:
            match = re.match(r"actors\.(\S+)\s*= (\S.*?)\s+# ", line)
            if match:
                values[match[1]] = match[2]
    return values


def numbers(text):
    return [int(part) for part in re.findall(r"-?\d+", text)]


def section(values, name, *keys):
    return {key: float(values[f"{name}.{key}"]) for key in keys}


class Run:
    """A run directory."""

    def __init__(self, path):
        self.path = path
        values = configuration(path)
        self.regime = values["training.regime"]
        integers = section(values, "model", "heads", "decoder-heads", "decoder-depth", "tubelet-frames", "patch-size")
        self.shape = {key: int(value) for key, value in integers.items()}
        self.shape["decoder-attention"] = values.get("model.decoder-attention", "self")
        self.optimizer = section(values, "training", "beta1", "beta2", "weight-decay")
        self.share, self.steps = numbers(values["training.share"]), int(values["training.steps"])
        if set(re.findall(r"[a-z-]+", values["edges.overflow"])) != {"wait"} or max(numbers(values["edges.max-age"])) >= 0:
            raise Refused(f"{path}: overflow {values['edges.overflow']}, max-age {values['edges.max-age']}: "
                          "which batches a block saw depended on time, so the steps cannot be done again; only wait without a bound can")

    def snapshots(self):
        return sorted(int(name) for name in os.listdir(os.path.join(self.path, "snapshots")) if name.isdigit())

    def manifest(self, batch):
        path = os.path.join(self.path, "snapshots", str(batch), "manifest.json")
        if not os.path.exists(path):
            raise Refused(f"{self.path} has no snapshot {batch}; it has {', '.join(map(str, self.snapshots()))}")
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def state(self, batch):
        """Each block's tensors in a snapshot."""
        parts = self.manifest(batch)["blocks"]
        return [safetensors_file.read(os.path.join(self.path, "snapshots", str(batch), part["file"])) for part in parts]

    def batch_file(self, number):
        path = os.path.join(self.path, "batches", f"{number}.safetensors")
        if not os.path.exists(path):
            raise Refused(f"{path} is absent: was the run recorded (--record-batches true)?")
        return path

    def batch(self, number, dtype):
        path = self.batch_file(number)
        return model.Batch(safetensors_file.read(path), self.shape, dtype)

    def losses(self, first, last):
        """Losses of steps.jsonl by (batch, block)."""
        with open(os.path.join(self.path, "steps.jsonl"), encoding="utf-8") as file:
            steps = [json.loads(line) for line in file]
        return {(step["batch"], step["block"]): step["loss"] for step in steps if first <= step["batch"] < last}

    def learner(self, batch, blocks):
        """The only block that learns from a batch under sequential, whose phases follow one another."""
        share = self.share * blocks if len(self.share) == 1 else self.share
        share = share or [self.steps // blocks + (k < self.steps % blocks) for k in range(blocks)]
        return next((k for k in range(blocks) if batch < sum(share[:k + 1])), blocks - 1)


def learn(run, blocks, number, batch):
    """One step of the regime; gives the loss of each block that learned."""
    losses, x = {}, None
    if run.regime == "e2e":
        for block in blocks:
            x = block.forward(batch, x)
        loss = blocks[-1].loss(batch, x)
        loss.backward()
        losses = {k: loss.item() for k in range(len(blocks))}
    else:
        learner = run.learner(number, len(blocks)) if run.regime == "sequential" else None
        for k, block in enumerate(blocks[:len(blocks) if learner is None else learner + 1]):
            output = block.forward(batch, x)
            if learner in (None, k):
                loss = block.loss(batch, output)
                loss.backward()
                losses[k] = loss.item()
            x = output.detach()
    for k in losses:
        blocks[k].update(batch.learning_rate, run.optimizer)
    return losses


def compare_losses(run, replayed, first, last):
    """Prints the losses; whether every one agrees."""
    logged, good = run.losses(first, last), True
    print(f"{'batch':>6} {'block':>5} {'loss of the run':>16} {'replayed':>12} {'difference':>11}")
    for place in sorted(set(replayed) | set(logged)):
        there, here = logged.get(place), replayed.get(place)
        difference = abs(there - here) if None not in (there, here) else float("inf")
        good = good and difference <= LOSS_TOLERANCE
        shown = ["absent" if value is None else f"{value:.7f}" for value in (there, here)]
        print(f"{place[0]:>6} {place[1]:>5} {shown[0]:>16} {shown[1]:>12} {difference:>11.1e}{'' if difference <= LOSS_TOLERANCE else '  too far'}")
    return good


def compare_states(blocks, states):
    """Prints how far weights and moments of each block are from the snapshot; whether all agree."""
    good = True
    print(f"\n{'block':>5} {'weights':>9} {'off by > 1e-6':>14} {'largest':>9} {'moments off':>12} {'updates':>8}")
    for k, (block, state) in enumerate(zip(blocks, states)):
        replayed = block.state()
        if set(replayed) != set(state):
            raise Refused(f"block {k}: tensors differ: {sorted(set(replayed) ^ set(state))}")
        off = torch.cat([(replayed[name] - state[name]).abs().flatten() for name in block.names])
        share, largest = (off > WEIGHT_TOLERANCE).float().mean().item(), off.max().item()
        moments = [name for name in state if name.startswith("optimizer.exp_avg")]
        worst = max(((replayed[name] - state[name]).abs().max() / state[name].abs().max().clamp(min=1e-30)).item() for name in moments)
        fits = share <= 1 - WEIGHT_SHARE and largest <= WEIGHT_MAX and worst <= MOMENT_TOLERANCE and block.step == int(state["optimizer.step"])
        good = good and fits
        print(f"{k:>5} {len(off):>9} {share:>14.4%} {largest:>9.1e} {worst:>12.1e} {block.step:>8}{'' if fits else '  too far'}")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="run directory, recorded with --record-batches true")
    parser.add_argument("first", type=int, nargs="?", help="snapshot to begin at; the earliest without it")
    parser.add_argument("last", type=int, nargs="?", help="snapshot to arrive at; the latest without it")
    parser.add_argument("--write", metavar="FOLDER", help="keep the replayed state as block-K.safetensors")
    args = parser.parse_args()
    torch.set_num_threads(1)
    run, dtype = Run(args.run), torch.float64
    kept = run.snapshots() or [0]
    first, last = (kept[0] if args.first is None else args.first), (kept[-1] if args.last is None else args.last)
    manifest = run.manifest(first)
    blocks = [model.Block(state, layers, run.shape, dtype) for state, layers in zip(run.state(first), manifest["partition"])]
    for number in range(first, last):
        run.batch_file(number)
    print(f"{args.run}: {run.regime}, partition {manifest['partition']}, batches {first} to {last - 1} again in float64\n")
    replayed = {}
    for number in range(first, last):
        losses = learn(run, blocks, number, run.batch(number, dtype))
        replayed.update({(number, k): loss for k, loss in losses.items()})
    if args.write:
        os.makedirs(args.write, exist_ok=True)
        for k, block in enumerate(blocks):
            safetensors_file.write(os.path.join(args.write, f"block-{k}.safetensors"), block.state())
    good = [compare_losses(run, replayed, first, last), compare_states(blocks, run.state(last))]
    print("\nthe replay agrees with the run" if all(good) else "\nthe replay DIFFERS from the run")
    return 0 if all(good) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Refused, OSError, KeyError, ValueError) as error:
        print(f"replay: {error}", file=sys.stderr)
        sys.exit(2)
