#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lints the Flatpak manifests without fetching anything: check-flatpak.py MANIFEST…

Well-formed, understood by flatpak-builder where that is installed, no permission beyond the few the program needs,
and every archive fixed by its SHA-256.
"""
import json
import re
import shutil
import subprocess
import sys

PERMISSIONS = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri',
               '--talk-name=org.freedesktop.secrets'}


def check(path):
    try:
        with open(path, encoding='utf-8') as file:
            manifest = json.load(file)
    except ValueError as error:
        yield f'not JSON: {error}'
        return
    if manifest.get('id') != 'io.github.zuoxi.Zuoxi' or manifest.get('command') != 'zuoxi':
        yield 'id and command must be those of the desktop file'
    for permission in set(manifest.get('finish-args', ())) - PERMISSIONS:
        yield f'asks for more than the program needs: {permission}'
    modules = manifest.get('modules', ())
    if not modules or modules[-1].get('name') != 'zuoxi':
        yield 'the last module must be the program'
    for module in modules:
        for source in module.get('sources', ()):
            if source['type'] == 'archive' and not re.fullmatch('[0-9a-f]{64}', source.get('sha256', '')):
                yield f"{module['name']}: an archive without its SHA-256"
    if shutil.which('flatpak-builder'):
        done = subprocess.run(['flatpak-builder', '--show-manifest', path], capture_output=True, text=True)
        if done.returncode:
            yield done.stderr.strip()


def main(paths):
    problems = [f'{path}: {problem}' for path in paths for problem in check(path)]
    print('\n'.join(problems) or f'{len(paths)} manifests are sound')
    if not shutil.which('flatpak-builder'):
        print('not asked: flatpak-builder, which is not installed here')
    return 1 if problems or not paths else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
