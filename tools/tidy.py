#!/usr/bin/env python3
"""Run clang-tidy-14 on our sources, in parallel. `tidy.py BUILD [--changed]`: with --changed only on sources that git
sees as changed since the last commit that the main branch shares with its upstream (or the last one)."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys


def git(*words):
    done = subprocess.run(['git', *words], capture_output=True, text=True)
    return done.stdout.split('\n') if done.returncode == 0 else []


def changed_sources():
    base = next(iter(git('merge-base', 'HEAD', '@{upstream}')), '') or 'HEAD~1'
    names = set(git('diff', '--name-only', base)) | set(git('ls-files', '--others', '--exclude-standard'))
    return {name for name in names if name.endswith('.cc')}


def tidy(build, name):
    done = subprocess.run(['clang-tidy-14', '--quiet', '--extra-arg=-Wno-unknown-warning-option', '-p', build, name],
                          capture_output=True, text=True)
    lines = [line for line in done.stdout.split('\n') if line.strip()]
    return name, done.returncode, '\n'.join(lines)


def main():
    build = sys.argv[1]
    commands = json.loads(pathlib.Path(build, 'compile_commands.json').read_text())
    root = pathlib.Path.cwd()
    names = sorted({os.path.relpath(command['file'], root) for command in commands if build not in command['file']})
    names = [name for name in names if not name.startswith(('build/', 'tests/'))]
    if '--changed' in sys.argv:
        names = sorted(set(names) & changed_sources())
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (name, code, text) in enumerate(pool.map(lambda name: tidy(build, name), names), 1):
            print(f'[{number}/{len(names)}] {name}', flush=True)
            if code != 0:
                bad += 1
                print(text)
    print(f'{len(names)} files, {bad} with findings')
    sys.exit(bad > 0)


main()
