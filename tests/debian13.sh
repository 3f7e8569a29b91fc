#!/bin/sh
# make test-debian13: the two commands of the README in a Debian 13 that nobody has touched. Needs root and debootstrap.
#
# KEEP=folder keeps the Debian there, and takes what is there already; without it a new one is made and removed.
set -eu

MIRROR=http://deb.debian.org/debian
PORT=5013
checkout=$(cd "$(dirname "$0")/.." && pwd)

if [ "$(id -u)" != 0 ]; then
	echo "make test-debian13 запускает администратор: sudo make test-debian13" >&2
	exit 1
fi
if ! command -v debootstrap >/dev/null; then
	echo "Не найдена программа debootstrap. Её ставит команда: sudo apt-get install debootstrap" >&2
	exit 1
fi

debian=${KEEP:-$(mktemp -d /var/tmp/sgo-pfdo-debian13.XXXXXX)}

# What is mounted goes first: to remove a folder with the machine's /dev in it would be a disaster.
finish() {
	for place in dev/shm dev/pts dev proc; do
		if mountpoint -q "$debian/$place"; then umount "$debian/$place" || umount --lazy "$debian/$place" || exit; fi
	done
	if [ -z "${KEEP:-}" ]; then rm -rf --one-file-system "$debian"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ ! -e "$debian/etc/debian_version" ]; then
	echo "Ставлю Debian 13 в $debian…"
	debootstrap --variant=minbase trixie "$debian" "$MIRROR" >"$debian.log" 2>&1 || { tail "$debian.log" >&2; exit 1; }
	rm -f "$debian.log"
fi
mount --bind /proc "$debian/proc"
mount --bind /dev "$debian/dev"
mount --bind /dev/pts "$debian/dev/pts"
mount -t tmpfs -o size=1g tmpfs "$debian/dev/shm"
cp --dereference /etc/resolv.conf "$debian/etc/resolv.conf"

# Without a folder of Git, as people get it in an archive; what is not in Git stays behind.
rm -rf "$debian/srv/sgo-pfdo"
mkdir -p "$debian/srv/sgo-pfdo"
(cd "$checkout" && git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --create) |
	tar --directory="$debian/srv/sgo-pfdo" --no-same-owner --extract

# A proxy and its certificates are the machine's own; nothing else of it gets inside.
inside() {
	env --ignore-environment HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/tmp DEBIAN_FRONTEND=noninteractive \
		${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
		PIP_CERT=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
		PIP_ROOT_USER_ACTION=ignore chroot "$debian" /bin/sh -euc "cd /srv/sgo-pfdo; $1"
}

inside "apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates make python3 python3-venv >/dev/null"
cp --dereference /etc/ssl/certs/ca-certificates.crt "$debian/etc/ssl/certs/ca-certificates.crt"
inside "head -1 /etc/os-release; python3 --version"

echo "== make demo"
inside "PORT=$PORT python3 tests/demo_once.py"

echo "== make test"
inside "make test"
