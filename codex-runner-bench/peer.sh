#!/usr/bin/env bash
# What a person who knows git, curl and jq would write in the place of the runner: takes the newest open issue with the label,
# checks its author's permission, claims it by a ref, runs its step in the clone, pushes a branch, opens the pull request, and
# shows the states by labels and a comment. It has the runner's visible effects, and none of its promises.
#
#   peer.sh FORGE_ENV CLONE|-      "-" for a fresh clone of depth 1
set -euo pipefail

. "$1"
clone=$2
repo=octo/app
rest() { curl -sS --fail -H "Authorization: Bearer $token" -H 'Accept: application/vnd.github+json' "$@"; }
post() { rest -X "$1" -d "$3" "$api/repos/$repo$2"; }

issue=$(rest "$api/repos/$repo/issues?labels=codex:peer&state=open&per_page=100" | jq '[.[] | select(.labels | map(.name) | index("codex:done") | not)][0]')
number=$(jq -r .number <<<"$issue")
author=$(jq -r .user.login <<<"$issue")
case $(rest "$api/repos/$repo/collaborators/$author/permission" | jq -r .permission) in
admin | write) ;;
*) exit 1 ;;
esac
script=$(jq -r .body <<<"$issue" | sed -n '/^    shell: |$/,/^outputs:/p' | sed '1d;$d;s/^      //')

if [[ $clone == - ]]; then
    clone=$(mktemp -d)
    trap 'rm -rf "$clone"' EXIT
    git clone -q --depth 1 "$url" "$clone"
    cd "$clone"
else
    cd "$clone"
    git fetch -q "$url" main
fi
git config user.name peer
git config user.email peer@example.org
branch=peer/$number
git checkout -q -b "$branch" FETCH_HEAD 2>/dev/null || git checkout -q -b "$branch"
git push -q "$url" "HEAD:refs/peer/$number" # the claim
post POST "/issues/$number/labels" '{"labels": ["codex:running"]}' >/dev/null
bash -c "$script"
git add out.txt
git commit -q -m "add out"
git push -q "$url" "HEAD:refs/heads/$branch"
pull=$(jq -n --arg head "$branch" '{title: "Add out", head: $head, base: "main", body: "Done."}')
page=$(post POST /pulls "$pull" | jq -r .html_url)
post POST "/issues/$number/comments" "$(jq -n --arg page "$page" '{body: ("done: " + $page)}')" >/dev/null
post POST "/issues/$number/labels" '{"labels": ["codex:done"]}' >/dev/null
git checkout -q -
git branch -q -D "$branch"
