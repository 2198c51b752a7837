#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the editions of the catalogue into a C file: embed.py OUTPUT.c EDITION.yaml..."""
import pathlib
import re
import sys


def main(output, *inputs):
	editions = sorted((pathlib.Path(path) for path in inputs), key=lambda path: path.stem)
	lines = ['/* Made by engine/catalogue/embed.py. */', '#include "engine/catalogue_editions.h"', '']
	table = []
	for number, path in enumerate(editions):
		if not re.fullmatch(r'\d{4}-\d{2}', path.stem):
			sys.exit(f'{path}: an edition is named after the month it is in force from, as in 2018-03.yaml')
		data = path.read_bytes()
		if f'\nin_force_from: {path.stem}\n'.encode() not in data:
			sys.exit(f'{path}: in_force_from is not {path.stem}, the month of the file name')
		lines.append(f'static const unsigned char edition_{number}[] = {{')
		for at in range(0, len(data), 20):
			lines.append('\t' + ''.join(f'{byte},' for byte in data[at:at + 20]))
		lines += ['};', '']
		table.append(f'\t{{ "{path.stem}", sizeof edition_{number}, edition_{number} }},')
	lines += ['const struct catalogue_edition catalogue_editions[] = {', *table, '};',
		f'const size_t catalogue_n_editions = {len(editions)};', '']
	pathlib.Path(output).write_text('\n'.join(lines), encoding='ascii')


main(*sys.argv[1:])
