#!/usr/bin/env bash
# Makes the pictures in docs/images from a demo: the issue, the pull request, the page of a run and the page of the demo.
# Needs chromium, node and an emoji font, and optionally pngquant.
#
#   docs/screenshots.sh [COMMAND]       COMMAND starts codex-runner; default: ./codex-runner of this checkout
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
command=${1:-$root/codex-runner}
folder=$(mktemp -d)
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; rm -rf "$folder"' EXIT

# The names in the pictures: a repository that somebody may have.
git init -q -b main "$folder/app"
mkdir -p "$folder/app/third_party/zlib"
printf 'zlib license, 2022\n' >"$folder/app/third_party/zlib/LICENSE"
printf '# app\n' >"$folder/app/README.md"
git -C "$folder/app" add .
git -C "$folder/app" -c user.name=alice -c user.email=alice@example.org commit -q -m "Begin"

"$command" demo --keep --repo "$folder/app" >"$folder/out" 2>&1 &
demo=$!
for _ in $(seq 600); do
    page=$(grep -oE 'http://127\.0\.0\.1:[0-9]+/[0-9A-Za-z_-]{22}/' "$folder/out" | head -n 1) && break
    kill -0 "$demo" || { cat "$folder/out" >&2; exit 1; }
    sleep 0.5
done
node "$root/docs/screenshots.mjs" "$page" "$root/docs/images" "$folder/profile"
if command -v pngquant >/dev/null; then
    pngquant --force --ext .png --skip-if-larger 64 "$root"/docs/images/*.png || true
fi
ls -l "$root"/docs/images
