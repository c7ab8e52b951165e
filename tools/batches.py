#!/usr/bin/env python3
"""Which sources of a library compile together: `batches.py SIZE SOURCE...` prints `batch:source;...` for CMake. A source
that nothing joins is not printed. Two share a batch unless a name of one's anonymous namespace is a word of the other or
of what it includes. A clash that this does not see stops the build: SKIP_UNITY_BUILD_INCLUSION on the source."""
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNNAMED = re.compile(r'^namespace \{$(.*?)^\}  // namespace$', re.M | re.S)
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
COMMENT = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"')
# clang-format leaves a declaration's first line unindented; the name is what stands before its (, {, = or ;.
DECLARED = re.compile(r'^(?!using |namespace |\}|#|//)(?:[^\s(={;][^(={;\n]*?)?\b(\w+)(?:\[[^\]]*\])?\s*'
                      r'(?:final\s*|:[^:\n][^\n]*)?[({=;]', re.M)
ALIAS = re.compile(r'^using (\w+) = (.*?);', re.M | re.S)


def words(text):
    return set(re.findall(r'[A-Za-z_]\w*', COMMENT.sub('', text)))


@functools.cache
def included(path):
    return {ROOT / name for name in INCLUDE.findall(path.read_text()) if (ROOT / name).exists()}


class Source:
    def __init__(self, name):
        self.name = name
        text = pathlib.Path(name).read_text()
        self.headers = included(pathlib.Path(name))
        self.words = words(text)
        self.own, self.aliases = set(), {}
        for block in UNNAMED.findall(text):
            block = COMMENT.sub('', block)
            self.own |= {name for name in DECLARED.findall(block) if not name.isupper()}
            self.aliases |= dict(ALIAS.findall(block))
        self.own |= set(re.findall(r'^static [^(={;\n]*?\b(\w+)\s*[({=;]', text, re.M))

    def clashes(self, other):
        seen = self.words.union(*(header_words(header) for header in self.headers - other.headers))
        aliases = {name for name, what in other.aliases.items() if self.aliases.get(name) != what}
        return bool((other.own | aliases) & seen)


@functools.cache
def header_words(path):
    return words(path.read_text())


def main():
    size, sources = int(sys.argv[1]), [Source(name) for name in sys.argv[2:]]
    batches = []
    for source in sources:
        free = (batch for batch in batches if len(batch) < size
                and not any(source.clashes(other) or other.clashes(source) for other in batch))
        batch = next(free, None)
        if batch is None:
            batches.append(batch := [])
        batch.append(source)
    print(';'.join(f'b{number}:{source.name}' for number, batch in enumerate(batches) for source in batch
                   if len(batch) > 1), end='')


main()
