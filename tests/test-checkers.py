#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants a violation of each kind for each checker and sees it found, so that none passes by not looking.

test-checkers.py SOURCE_ROOT
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(sys.argv.pop(1)).resolve()
LICENCE = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'


class Tree(unittest.TestCase):
    """A small source tree of its own for each test."""

    def setUp(self):
        self.top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)

    def write(self, path, text):
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding='utf-8')

    def run_checker(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.top)
        return done.returncode, done.stdout + done.stderr

    def assert_found(self, words, *command):
        status, output = self.run_checker(*command)
        self.assertNotEqual(status, 0, output)
        self.assertIn(words, output)

    def assert_clean(self, *command):
        status, output = self.run_checker(*command)
        self.assertEqual(status, 0, output)


class Layers(Tree):
    command = (sys.executable, str(ROOT / 'tests/check-layers.py'), '.')

    def setUp(self):
        super().setUp()
        self.write('src/core/meson.build', "core_src += files('row.c')\n")
        self.write('src/core/row.c', '#include "row.h"\n')
        self.write('src/core/row.h', '')
        self.write('src/calls/meson.build', "core_src += files('call.c')\nui_src += files('call-page.c')\n")
        self.write('src/calls/call.c', '#include "calls/call.h"\n#include "core/row.h"\n')
        self.write('src/calls/call.h', '')
        self.write('src/calls/call-page.c', '#include "call.h"\n')
        self.write('src/calls/call-page.h', '')
        self.write('src/training/meson.build', "core_src += files('exam.c')\n")
        self.write('src/training/exam.c', '#include "core/row.h"\n')
        self.write('src/training/exam.h', '')

    def test_good_tree_passes(self):
        self.assert_clean(*self.command)

    def test_upward_edge(self):
        self.write('src/calls/call.c', '#include "calls/call-page.h"\n')
        self.assert_found('points up', *self.command)

    def test_upward_edge_through_a_header_without_code(self):
        self.write('src/calls/parts.h', '#include "calls/call-page.h"\n')
        self.write('src/calls/call.c', '#include "calls/parts.h"\n')
        self.assert_found('points up', *self.command)

    def test_undeclared_slice_edge(self):
        self.write('src/training/exam.c', '#include "calls/call.h"\n')
        self.assert_found('does not let training know calls', *self.command)

    def test_cycle_of_folders(self):
        self.write('src/core/row.c', '#include "calls/call.h"\n')
        self.assert_found('a cycle of folders', *self.command)

    def test_file_in_no_layer(self):
        self.write('src/calls/forgotten.c', '')
        self.assert_found('in no layer', *self.command)

    def test_missing_header(self):
        self.write('src/calls/call.c', '#include "calls/gone.h"\n')
        self.assert_found('which is not there', *self.command)

    def test_empty_tree(self):
        shutil.rmtree(self.top / 'src')
        self.assert_found('no file in any layer', *self.command)


class Potfiles(Tree):
    command = ('sh', str(ROOT / 'tests/check-potfiles.sh'), '.')

    def setUp(self):
        super().setUp()
        self.write('src/a.c', '  puts (_("Word"));\n')
        self.write('ui/b.ui', '<property name="label" translatable="yes">Text</property>\n')
        self.write('po/POTFILES.in', 'data/io.github.zuoxi.Zuoxi.desktop.in\n'
                   'data/io.github.zuoxi.Zuoxi.metainfo.xml.in\nsrc/a.c\nui/b.ui\n')

    def test_good_list_passes(self):
        self.assert_clean(*self.command)

    def test_forgotten_code(self):
        self.write('src/c.c', '  { N_("Word") },\n')
        self.assert_found('src/c.c', *self.command)

    def test_forgotten_ui(self):
        self.write('ui/c.ui', '<property name="label" translatable="yes">Text</property>\n')
        self.assert_found('ui/c.ui', *self.command)

    def test_listed_and_gone(self):
        (self.top / 'ui/b.ui').unlink()
        self.assert_found('ui/b.ui', *self.command)


@unittest.skipUnless(shutil.which('msgfmt'), 'no gettext on this machine')
class Translations(Tree):
    command = ('sh', str(ROOT / 'tests/check-translations.sh'), '.')
    header = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'

    def setUp(self):
        super().setUp()
        self.write('src/a.c', '  puts (_("Word"));\n  printf (_("%d rows"), 3);\n')
        self.write('po/POTFILES.in', 'src/a.c\n')
        self.write('po/LINGUAS', 'zh_CN\n')
        self.word = '\nmsgid "Word"\nmsgstr "词"\n'
        self.rows = '\n#, c-format\nmsgid "%d rows"\nmsgstr "%d 行"\n'
        self.write('po/zh_CN.po', self.header + self.word + self.rows)

    def test_whole_catalogue_passes(self):
        self.assert_clean(*self.command)

    def test_missing_text(self):
        self.write('po/zh_CN.po', self.header + self.rows)
        self.assert_found('Word', *self.command)

    def test_untranslated_text(self):
        self.write('po/zh_CN.po', self.header + self.rows + '\nmsgid "Word"\nmsgstr ""\n')
        self.assert_found('Word', *self.command)

    def test_fuzzy_text(self):
        self.write('po/zh_CN.po', self.header + self.rows + self.word.replace('\nmsgid', '\n#, fuzzy\nmsgid', 1))
        self.assert_found('Word', *self.command)

    def test_text_that_cannot_be_extracted_whole(self):
        self.write('src/a.c', '  g_strdup_printf (_("%" G_GINT64_FORMAT " rows"), n);\n')
        self.assert_found('directive', *self.command)

    def test_format_that_differs(self):
        self.write('po/zh_CN.po', self.header + self.word + self.rows.replace('%d 行', '%s 行'))
        self.assert_found('format', *self.command)


@unittest.skipUnless(shutil.which('clang-format-14'), 'no clang-format-14 on this machine')
class Style(Tree):
    command = ('sh', str(ROOT / 'tests/check-style.sh'), '.')
    good = LICENCE + '#include "a.h"\n\nint\nadd (int a, int b)\n{\n  return a + b;\n}\n'

    def setUp(self):
        super().setUp()
        shutil.copy(ROOT / '.clang-format', self.top)
        self.write('src/a.c', self.good)

    def test_good_file_passes(self):
        self.assert_clean(*self.command)

    def test_licence_missing(self):
        self.write('src/a.c', self.good.removeprefix(LICENCE))
        self.assert_found('SPDX', *self.command)

    def test_tab(self):
        self.write('src/a.c', self.good.replace('  return', '\treturn'))
        self.assert_found('tab', *self.command)

    def test_promise(self):
        self.write('src/a.c', self.good.replace('  return', '  /* TO' + 'DO */\n  return'))
        self.assert_found('promises', *self.command)

    def test_long_line(self):
        self.write('src/a.c', self.good + '/* ' + 'x' * 120 + ' */\n')
        self.assert_found('longer', *self.command)

    def test_format(self):
        self.write('src/a.c', self.good.replace('a + b', 'a+b'))
        self.assert_found('clang-format', *self.command)


class Dependencies(Tree):
    command = ('sh', str(ROOT / 'tests/check-dependencies.sh'), '.')

    def setUp(self):
        super().setUp()
        self.write('meson.build', "soup_dep = dependency('libsoup-3.0')\n")
        self.write('data/setup.sh', "setup_build_modules='libsoup-3.0'\n")
        self.write('README.md', 'libsoup-3.0: HTTP\n')

    def test_good_lists_pass(self):
        self.assert_clean(*self.command)

    def test_not_installed(self):
        self.write('data/setup.sh', "setup_build_modules=''\n")
        self.assert_found('data/setup.sh', *self.command)

    def test_not_explained(self):
        self.write('README.md', 'libsoup: HTTP\n')
        self.assert_found('README.md', *self.command)


class Flatpak(Tree):
    command = (sys.executable, str(ROOT / 'tests/check-flatpak.py'), 'a.json')

    def setUp(self):
        super().setUp()
        self.good = (ROOT / 'flatpak/io.github.zuoxi.Zuoxi.json').read_text(encoding='utf-8')

    def test_good_manifest_passes(self):
        self.write('a.json', self.good)
        self.assert_clean(*self.command)

    def test_more_permissions(self):
        self.write('a.json', self.good.replace('--share=ipc', '--filesystem=home'))
        self.assert_found('more than the program needs', *self.command)

    def test_archive_without_digest(self):
        self.write('a.json', self.good.replace('"sha256"', '"md5"'))
        self.assert_found('without its SHA-256', *self.command)

    def test_broken_json(self):
        self.write('a.json', self.good[:-3])
        self.assert_found('not JSON', *self.command)


class Count(Tree):
    command = (sys.executable, str(ROOT / 'tests/support/count.py'), 'log')

    def log(self, *entries):
        self.write('log', ''.join(json.dumps(entry) + '\n' for entry in entries))

    def last_line(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.top)
        return done.stdout.strip().splitlines()[-1]

    def test_cases_are_counted(self):
        self.log({'name': 'a', 'result': 'OK', 'stdout': '1..3\nok 1 /a\nok 2 /b\nok 3 /c # SKIP no bus\n'},
                 {'name': 'b', 'result': 'OK', 'stdout': 'words\n'},
                 {'name': 'c', 'result': 'SKIP', 'stdout': ''})
        self.assert_clean(*self.command)
        self.assertEqual(self.last_line(*self.command), '3 passed, 0 failed, 2 skipped')

    def test_crash_after_good_cases_fails(self):
        self.log({'name': 'a', 'result': 'ERROR', 'stdout': 'ok 1 /a\n'})
        self.assert_found('1 passed, 1 failed', *self.command)

    def test_failed_case_fails(self):
        self.log({'name': 'a', 'result': 'FAIL', 'stdout': 'ok 1 /a\nnot ok 2 /b\n'})
        self.assert_found('1 passed, 1 failed', *self.command)

    def test_nothing_run_fails(self):
        self.log()
        self.assert_found('0 passed, 0 failed', *self.command)

    def test_broken_build_fails(self):
        self.log({'name': 'a', 'result': 'OK'})
        self.assert_found('1 passed, 1 failed', *self.command[:2], '--broken', '1', 'log')


@unittest.skipUnless(shutil.which('Xvfb'), 'no Xvfb on this machine')
class Display(Tree):
    command = str(ROOT / 'tests/support/with-display.sh')

    def test_status_and_words_come_through(self):
        status, output = self.run_checker(self.command, 'sh', '-c', 'echo "on $DISPLAY in $LC_ALL"; exit 3')
        self.assertEqual(status, 3, output)
        self.assertRegex(output, r'^on :\d+ in zh_CN.UTF-8\n$')

    def test_command_ends_with_the_wrapper(self):
        with subprocess.Popen([self.command, 'sh', '-c', 'echo $$; exec sleep 60'],
                              stdout=subprocess.PIPE, text=True) as wrapper:
            pid = int(wrapper.stdout.readline())
            wrapper.terminate()
            self.assertEqual(wrapper.wait(timeout=20), 143)
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)


if __name__ == '__main__':
    unittest.main(verbosity=2)
