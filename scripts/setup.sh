# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the other scripts: installs what is missing, configures and builds.
# Debian's own tools come first, so that a python3 elsewhere in PATH cannot hide Debian's modules.
export PATH="/usr/bin:/bin:$PATH"

# install_packages build|test: `build` is what compiling needs, `test` everything.
install_packages() {
	local missing=() name needs run=()
	while read -r name needs; do
		case $name in ''|'#'*) continue ;; esac
		[ "$1" = build ] && [ "$needs" != build ] && continue
		dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
	done < scripts/packages
	[ ${#missing[@]} -eq 0 ] && return 0
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || {
			echo "These packages are missing and need root to install: ${missing[*]}" >&2
			return 1
		}
		run=(sudo)
	fi
	echo "Installing: ${missing[*]}"
	"${run[@]}" apt-get update -qq &&
		"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
			> /dev/null
}

# build_in FOLDER [meson option ...]: configures once, then compiles.
build_in() {
	local folder=$1
	shift
	if [ ! -f "$folder/build.ninja" ]; then
		rm -rf "$folder"
		meson setup "$folder" "$@" > /dev/null || return 1
	fi
	ninja -C "$folder" --quiet
}
