#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what may include what under src/.

check-layers.py SOURCE_ROOT [--edges]

A file's layer is the list it stands in in meson (`core_src += files('a.c', …)`). A program's main file stands in
`executable(…)`; a library that a layer's folder builds for itself is of that layer. A header belongs to the layer of
the .c of its stem; one without a .c to the lowest layer that may include all that it includes. A registry at the top
of src/ stands above all slices as `registry.c` and below them as `registry.h`, so those count as two.

Fails on an include that points up, on an include from one slice to another that SLICES does not list, on a cycle of
folders inside a layer, on a .c file in no layer, and on an include of a file that is not there.
"""
import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path

# What each layer may include besides itself.
LAYERS = {
    'core': set(),
    'store': {'core'},
    'sync': {'store', 'core'},
    'server': {'store', 'core'},
    'print': {'core'},
    'app': {'sync', 'store', 'core'},
    'ui': {'app', 'print', 'sync', 'store', 'core'},
    'ctl': {'server', 'print', 'store', 'core'},
}
LAYERS['program'] = set(LAYERS)

# Folders that are no slice: any slice may use them where its layer may.
FLOOR = {'core', 'rules', 'store', 'exchange', 'sync', 'server', 'print', 'app', 'ui', 'ctl'}

# slice: the slices it may include. A fact knows who it is about; the appraisal counts facts.
SLICES = {
    'customers': {'staff'},
    'calls': {'staff', 'customers'},
    'sales': {'staff', 'customers'},
    'service': {'staff', 'customers'},
    'quality': {'staff', 'calls'},
    'time': {'staff'},
    'discipline': {'staff'},
    'training': {'staff'},
    'regulation': {'staff'},
    'handover': {'staff', 'customers', 'calls', 'sales', 'service'},
    'appraisal': {'staff', 'regulation', 'customers', 'calls', 'sales', 'service', 'quality', 'time', 'discipline',
                  'training'},
}

LIST = re.compile(r'\b([a-z]+)_src\s*\+?=\s*files\(([^)]*)\)')
TARGET = re.compile(r'\b(executable|shared_module|static_library)\(([^)]*)\)')
NAME = re.compile(r"'([^']+)'")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
BUILT = re.compile(r'^(config|sql-resource|[a-z0-9-]+-(resource|resources|enums|marshal))\.[ch]$')


def read_layers(source):
    """{path under src: layer} and the problems met."""
    layers, problems = {}, []
    for build in sorted(source.rglob('meson.build')):
        plain = re.sub(r'#.*', '', build.read_text(encoding='utf-8'))
        for layer, names in LIST.findall(plain):
            if layer not in LAYERS:
                problems.append(f'{build.relative_to(source)}: {layer}_src is no layer')
                continue
            for name in NAME.findall(names):
                layers[(build.parent / name).relative_to(source)] = layer
        for kind, names in TARGET.findall(plain):
            layer = build.parent.name if kind == 'static_library' else 'program'
            for name in NAME.findall(names):
                if name.endswith('.c'):
                    layers.setdefault((build.parent / name).relative_to(source), layer)
    for code in sorted(source.rglob('*.c')):
        if code.relative_to(source) not in layers:
            problems.append(f'{code.relative_to(source)}: in no layer of a meson.build')
    headers = [header.relative_to(source) for header in sorted(source.rglob('*.h'))]
    layers.update((path, layers[path.with_suffix('.c')]) for path in headers if path.with_suffix('.c') in layers)
    for path in headers:
        infer_layer(source, path, layers, set())
    return layers, problems


def infer_layer(source, path, layers, open_paths):
    """Gives a header without a .c its layer, those it includes first."""
    if path in layers or path in open_paths:
        return
    open_paths.add(path)
    needed = set()
    for name in INCLUDE.findall((source / path).read_text(encoding='utf-8')):
        target = resolve(source, path, name)
        if target is not None:
            infer_layer(source, target, layers, open_paths)
            needed.add(layers.get(target, 'core'))
    layers[path] = next(layer for layer, under in LAYERS.items() if needed <= under | {layer})


def resolve(source, path, name):
    """The file under src that an include means: beside the includer, else from src/."""
    for candidate in ((source / path).parent / name, source / name):
        if candidate.is_file():
            return candidate.resolve().relative_to(source)
    return None


def read_includes(source, layers):
    """[(from, to)] and the problems met."""
    edges, problems = [], []
    for path in sorted(layers):
        if not (source / path).is_file():
            problems.append(f'{path}: named in a meson.build and not there')
            continue
        for name in INCLUDE.findall((source / path).read_text(encoding='utf-8')):
            target = resolve(source, path, name)
            if target is not None:
                edges.append((path, target))
            elif not BUILT.match(Path(name).name):
                problems.append(f'{path}: includes "{name}", which is not there')
    return edges, problems


def folder(path):
    """The slice or floor folder of a file; a file at the top of src/ is its own."""
    return path.parts[0] if len(path.parts) > 1 else path.name


def find_cycle(graph):
    """One cycle of {node: nodes} as a list of nodes, or None."""
    state, trail = {}, []

    def visit(node):
        state[node] = 'open'
        trail.append(node)
        for following in sorted(graph.get(node, ())):
            if state.get(following) == 'open':
                return trail[trail.index(following):] + [following]
            if following not in state:
                found = visit(following)
                if found:
                    return found
        trail.pop()
        state[node] = 'done'
        return None

    for node in sorted(graph):
        if node not in state:
            found = visit(node)
            if found:
                return found
    return None


def check(root):
    """All problems of the tree under root/src, and its edges between folders by layer."""
    source = (Path(root) / 'src').resolve()
    layers, problems = read_layers(source)
    if not layers:
        return [f'{source}: no file in any layer'], {}
    includes, missing = read_includes(source, layers)
    problems += missing
    graphs = defaultdict(lambda: defaultdict(set))
    reasons = {}
    for path, target in includes:
        layer, under = layers[path], layers[target]
        if under != layer and under not in LAYERS[layer]:
            problems.append(f'{path} ({layer}) includes {target} ({under}): points up')
        slice_from, slice_to = folder(path), folder(target)
        if slice_from == slice_to:
            continue
        is_slice_edge = not {slice_from, slice_to} & FLOOR and '.' not in slice_from + slice_to
        if is_slice_edge and slice_to not in SLICES.get(slice_from, ()):
            problems.append(f'{path} includes {target}: SLICES does not let {slice_from} know {slice_to}')
        if layer == under:
            graphs[layer][slice_from].add(slice_to)
            reasons.setdefault((layer, slice_from, slice_to), f'{path} includes {target}')
    for layer, graph in sorted(graphs.items()):
        cycle = find_cycle(graph)
        if cycle:
            problems.append(f'{layer}: a cycle of folders: ' + ' → '.join(cycle))
            problems += ['  ' + reasons[(layer, a, b)] for a, b in zip(cycle, cycle[1:])]
    return problems, graphs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('root')
    parser.add_argument('--edges', action='store_true', help='print who knows whom')
    options = parser.parse_args()
    problems, graphs = check(options.root)
    if options.edges:
        for layer, graph in sorted(graphs.items()):
            for node, targets in sorted(graph.items()):
                print(f'{layer:7} {node} → {", ".join(sorted(targets))}')
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
