#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns YAML into a C file: embed.py OUTPUT.c EDITION.yaml... for the editions of the catalogue,
embed.py --dictionary OUTPUT.c CODES.yaml for the dictionary."""
import pathlib
import re
import sys


def array(name, data):
	lines = [f'{name} = {{']
	for at in range(0, len(data), 20):
		lines.append('\t' + ''.join(f'{byte},' for byte in data[at:at + 20]))
	return lines + ['};', '']


def dictionary(output, path):
	data = pathlib.Path(path).read_bytes()
	lines = ['/* Made by engine/catalogue/embed.py. */', '#include "engine/dictionary.h"', '',
		*array('const unsigned char dictionary_yaml[]', data), f'const size_t dictionary_yaml_bytes = {len(data)};', '']
	pathlib.Path(output).write_text('\n'.join(lines), encoding='ascii')


def editions_of(output, *inputs):
	editions = sorted((pathlib.Path(path) for path in inputs), key=lambda path: path.stem)
	lines = ['/* Made by engine/catalogue/embed.py. */', '#include "engine/catalogue_editions.h"', '']
	table = []
	for number, path in enumerate(editions):
		if not re.fullmatch(r'\d{4}-\d{2}', path.stem):
			sys.exit(f'{path}: an edition is named after the month it is in force from, as in 2018-03.yaml')
		data = path.read_bytes()
		if f'\nin_force_from: {path.stem}\n'.encode() not in data:
			sys.exit(f'{path}: in_force_from is not {path.stem}, the month of the file name')
		lines += array(f'static const unsigned char edition_{number}[]', data)
		table.append(f'\t{{ "{path.stem}", sizeof edition_{number}, edition_{number} }},')
	lines += ['const struct catalogue_edition catalogue_editions[] = {', *table, '};',
		f'const size_t catalogue_n_editions = {len(editions)};', '']
	pathlib.Path(output).write_text('\n'.join(lines), encoding='ascii')


if sys.argv[1] == '--dictionary':
	dictionary(*sys.argv[2:])
else:
	editions_of(*sys.argv[1:])
