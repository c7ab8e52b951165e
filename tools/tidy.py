#!/usr/bin/env python3
"""Run clang-tidy-14 on our sources, in parallel. `tidy.py BUILD [--changed]`: with --changed only on sources that git
sees as changed since the last commit that the main branch shares with its upstream (or the last one). Sources that BUILD
compiles together are checked together: most of the time goes into headers, which are read once for all of them."""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys


def git(*words):
    done = subprocess.run(['git', *words], capture_output=True, text=True)
    return done.stdout.split('\n') if done.returncode == 0 else []


def changed_sources():
    base = next(iter(git('merge-base', 'HEAD', '@{upstream}')), '') or 'HEAD~1'
    names = set(git('diff', '--name-only', base)) | set(git('ls-files', '--others', '--exclude-standard'))
    return {name for name in names if name.endswith('.cc')}


def units(build):
    """What BUILD compiles at once: file -> our sources in it. Generated code and tests are left out."""
    found = {}
    for command in json.loads(pathlib.Path(build, 'compile_commands.json').read_text()):
        file = command['file']
        together = '/Unity/unity_' in file
        sources = re.findall(r'^#include "(.+)"', pathlib.Path(file).read_text(), re.M) if together else [file]
        sources = [os.path.relpath(source) for source in sources]
        if not sources[0].startswith(('build/', 'tests/')):
            found[file] = sources
    return found


def tidy(build, file):
    done = subprocess.run(['clang-tidy-14', '--quiet', '--extra-arg=-Wno-unknown-warning-option', '-p', build, file],
                          capture_output=True, text=True)
    lines = [line for line in done.stdout.split('\n') if line.strip()]
    return file, done.returncode, '\n'.join(lines)


def main():
    build = sys.argv[1]
    sources_of = units(build)
    if '--changed' in sys.argv:
        changed = changed_sources()
        sources_of = {file: sources for file, sources in sources_of.items() if changed.intersection(sources)}
    files = sorted(sources_of, key=lambda file: (-len(sources_of[file]), file))
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (file, code, text) in enumerate(pool.map(lambda file: tidy(build, file), files), 1):
            print(f'[{number}/{len(files)}]', *sources_of[file], flush=True)
            if code != 0:
                bad += 1
                print(text)
    print(f'{sum(map(len, sources_of.values()))} files in {len(files)} batches, {bad} with findings')
    sys.exit(bad > 0)


main()
