#!/usr/bin/env python3
"""honeyglow beside Graphviz: the same graphs, drawn in turn on the same machine.

    cargo build --release && benches/peers/run.py
    benches/peers/run.py --sizes 150 1000 --limit 120 --runs 3

Needs Python 3 and, for the peers, Debian's `graphviz`. Prints a table: CPU seconds to the finished
SVG with labels (median of the runs), how many times that of honeyglow, and what the drawings are
worth. A graph has sources, ports and targets, as honeypots have: few sources and ports, and many
targets that one port alone leads to.

Another generator or judge takes the place of the small ones in here:

    --generator GEN   called as `GEN --seed S --out DIR NAME`; writes DIR/gNAME.csv (source, event,
                      target) and DIR/gNAME.dot; sizes are its names then, as `1k`
    --judge JUDGE     called as `JUDGE LAYOUT.json`; LAYOUT.json is {nodes: [{id, x, y, w, h, shape,
                      label, label_box}], edges: [[a, b]]}, and what it prints is a JSON object
Both may also be named by HONEYGLOW_GENERATOR and HONEYGLOW_JUDGE.
"""
import argparse
import json
import math
import os
import random
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections import deque

PEERS = {
    "neato": ["neato"],
    "neato-prism": ["neato", "-Goverlap=prism"],
    "sfdp": ["sfdp"],
    "sfdp-prism": ["sfdp", "-Goverlap=prism"],
}
OURS = {"honeyglow none": "none", "honeyglow twins": "twins"}


# ---- graphs

def generate(count, seed, base):
    """Writes a graph of about that many nodes as base.csv and base.dot."""
    dice = random.Random(f"{count}/{seed}")
    sources = max(4, round(1.6 * math.sqrt(count)))
    ports = max(6, round(0.7 * math.sqrt(count)))
    address = lambda: ".".join(str(dice.randint(1, 254)) for _ in range(4))
    origin = [address() for _ in range(sources)]
    port = dice.sample(range(1, 60000), ports)
    weight = [1 / (rank + 1) ** 1.1 for rank in range(ports)]
    rows, target = {}, []
    # Sources of one campaign want the same few ports.
    wants = {}
    for at, source in enumerate(origin):
        wants[source] = wants[origin[at - 1]] if at and dice.random() < 0.4 else sorted(
            set(dice.choices(port, weight, k=dice.choice([1, 2, 3, 5]))))
    while len(target) < count - sources - ports:
        source = dice.choice(origin)
        event = dice.choice(wants[source])
        if target and dice.random() < 0.25:
            goal = target[int(len(target) * dice.random() ** 3)]
        else:
            goal = address()
            target.append(goal)
        rows[source, event, goal] = rows.get((source, event, goal), 0) + 1
    with open(base + ".csv", "w") as csv:
        for source, event, goal in rows:
            csv.write(f"{source},{event},{goal}\n")
    ties = {}
    for source, event, goal in rows:
        ties[source, str(event)] = ties[str(event), goal] = True
    shape = {name: "ellipse" for name in origin}
    shape.update({str(name): "box" for name in port})
    used = {name for tie in ties for name in tie}
    with open(base + ".dot", "w") as dot:
        dot.write('digraph g {\nnode [fixedsize=true, width=0.4, fontsize=10, fontname="DejaVu Sans"];'
                  "\nedge [len=1.6];\n")
        dot.writelines(f'"{a}" -> "{b}";\n' for a, b in ties)
        dot.writelines(f'"{name}" [shape={shape.get(name, "triangle")}];\n' for name in sorted(used))
        dot.write("}\n")


# ---- what drew it, as one form

def from_plain(path):
    """Reads Graphviz's `plain`; y points down in the result."""
    nodes, edges, height = [], [], 0.0
    for line in open(path):
        word = shlex.split(line)
        if word[0] == "graph":
            height = float(word[3])
        elif word[0] == "node":
            x, y, width, tall = (72 * float(part) for part in word[2:6])
            nodes.append(dict(id=word[1], x=x, y=72 * height - y, w=width, h=tall, label=word[6],
                              shape=word[8]))
        elif word[0] == "edge":
            edges.append([word[1], word[2]])
    return dict(nodes=nodes, edges=edges)


def from_honeyglow(path):
    drawn = json.load(open(path))
    ids = [node["id"] for node in drawn["nodes"]]
    edges = [[ids[edge["source"]], ids[edge["target"]]] for edge in drawn["edges"]]
    return dict(nodes=drawn["nodes"], edges=edges)


# ---- a small judge

def label_box(node):
    if "label_box" in node:
        return node["label_box"]
    # A guess at the width of ten-point letters.
    half = 0.5 * 6.1 * len(node.get("label") or node["id"])
    return [node["x"] - half, node["y"] - 5.8, node["x"] + half, node["y"] + 5.8]


def shape_box(node):
    half_width, half_height = node["w"] / 2, node["h"] / 2
    foot = half_height / 2 if node.get("shape") == "triangle" else half_height
    return [node["x"] - half_width, node["y"] - half_height, node["x"] + half_width, node["y"] + foot]


def meetings(boxes, others=None):
    """Pairs of boxes (owner, box) of different owners that meet by more than 0.01 points."""
    mixed = [(box[0], 0, owner, box) for owner, box in boxes]
    mixed += [(box[0], 1, owner, box) for owner, box in others or []]
    mixed.sort(key=lambda item: item[0])
    active, met = [], 0
    for _, side, owner, box in mixed:
        active = [item for item in active if item[2][2] > box[0] + 0.01]
        for other_side, other, beside in active:
            apart = others is not None and side == other_side
            if not apart and other != owner and min(box[3], beside[3]) - max(box[1], beside[1]) > 0.01:
                met += 1
        active.append((side, owner, box))
    return met


def judge(layout):
    """Overlaps of boxes (a triangle's and a disc's box is more than the shape), and stress from up
    to 200 nodes, scale-free: min over a of mean (a * distance / hops - 1)^2."""
    nodes, number = layout["nodes"], {}
    for at, node in enumerate(layout["nodes"]):
        number[node["id"]] = at
    beside = [set() for _ in nodes]
    for a, b in layout["edges"]:
        beside[number[a]].add(number[b])
        beside[number[b]].add(number[a])
    shapes = [(at, shape_box(node)) for at, node in enumerate(nodes)]
    labels = [(at, label_box(node)) for at, node in enumerate(nodes) if label_box(node)]
    starts = random.Random(1).sample(range(len(nodes)), min(200, len(nodes)))
    count = first = second = 0.0
    for start in starts:
        hops, queue = {start: 0}, deque([start])
        while queue:
            node = queue.popleft()
            for end in beside[node]:
                if end not in hops:
                    hops[end] = hops[node] + 1
                    queue.append(end)
        for end, steps in hops.items():
            if steps:
                ratio = math.hypot(nodes[end]["x"] - nodes[start]["x"],
                                   nodes[end]["y"] - nodes[start]["y"]) / steps
                count, first, second = count + 1, first + ratio, second + ratio * ratio
    stress = (count - first * first / second) / count if second else 1.0
    return dict(stress=stress, nn_overlaps=meetings(shapes), ll_overlaps=meetings(labels),
                ln_overlaps=meetings(labels, shapes), labels_drawn=len(labels))


# ---- runs

def timed(command, limit):
    """CPU seconds of a command; None if it fails or takes longer than the limit."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent if done.returncode == 0 else None


def command_of(tool, base, honeyglow):
    if tool in OURS:
        return [honeyglow, "draw", base + ".csv", "--fold", OURS[tool], "--labels", "all",
                "-o", base + ".svg"]
    return PEERS[tool] + ["-Tsvg", "-o", base + ".svg", "-Tplain", "-o", base + ".plain", base + ".dot"]


def judged(tool, base, options):
    if tool in OURS:
        command = command_of(tool, base, options.honeyglow)
        subprocess.run(command[:-1] + [base + ".json"], check=True)
        layout = from_honeyglow(base + ".json")
    else:
        layout = from_plain(base + ".plain")
    if not options.judge:
        return judge(layout)
    with open(base + ".layout.json", "w") as out:
        json.dump(layout, out)
    answer = subprocess.run(shlex.split(options.judge) + [base + ".layout.json"], check=True,
                            stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ask.add_argument("--honeyglow", default="target/release/honeyglow")
    ask.add_argument("--sizes", nargs="+", default=["150", "1000", "5000"])
    ask.add_argument("--tools", nargs="+", default=[*OURS, *PEERS])
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--limit", type=float, default=300, help="seconds that a run may take")
    ask.add_argument("--generator", default=os.environ.get("HONEYGLOW_GENERATOR"))
    ask.add_argument("--judge", default=os.environ.get("HONEYGLOW_JUDGE"))
    options = ask.parse_args()
    keys = ["stress", "np2", "cross_ratio", "crossings", "nn_overlaps", "ll_overlaps", "ln_overlaps",
            "labels_drawn"]
    with tempfile.TemporaryDirectory() as place:
        for size in options.sizes:
            base = f"{place}/g{size}"
            if options.generator:
                subprocess.run([*shlex.split(options.generator), "--seed", str(options.seed), "--out",
                                place, size], check=True, stdout=subprocess.DEVNULL)
            else:
                generate(int(size), options.seed, base)
            times, slow, worth = {tool: [] for tool in options.tools}, set(), {}
            for turn in range(options.runs):
                for tool in options.tools:
                    if tool in slow:
                        continue
                    spent = timed(command_of(tool, base, options.honeyglow), options.limit)
                    if spent is None:
                        slow.add(tool)
                        continue
                    times[tool].append(spent)
                    if turn == 0:
                        worth[tool] = judged(tool, base, options)
            shown = [key for key in keys if any(key in found for found in worth.values())]
            print(f"\n## {size}\n\n| tool | CPU s | × twins | × none | " + " | ".join(shown) + " |")
            print("|---" * (4 + len(shown)) + "|")
            middle = {tool: statistics.median(found) for tool, found in times.items() if found}
            for tool in options.tools:
                if tool not in middle:
                    print(f"| {tool} | over {options.limit:g} |" + " |" * (2 + len(shown)))
                    continue
                ratios = [f"{middle[tool] / max(middle[ours], 1e-3):.1f}" if ours in middle else ""
                          for ours in ("honeyglow twins", "honeyglow none")]
                found = [worth[tool].get(key) for key in shown]
                found = [f"{part:.4f}" if isinstance(part, float) and part < 10 else
                         "" if part is None else f"{part:.0f}" for part in found]
                print(f"| {tool} | {middle[tool]:.3f} | " + " | ".join(ratios + found) + " |")
            sys.stdout.flush()


main()
