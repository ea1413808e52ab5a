#!/usr/bin/env bash
# Builds examples as somebody does who has copied them: in a folder of their own, with the project's modules in a local
# repository. The local repository of the build is only read.
#
#   try-examples.sh MAVEN_HOME LOCAL_REPOSITORY OFFLINE VERSION EXAMPLE...
set -euo pipefail

maven=$1/bin/mvn
libraries=$2
offline=$3
version=$4
shift 4
root=$(cd "$(dirname "$0")/../../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# As `install` would lay them.
install() {
    local to=$folder/repository/io/github/hirakuarai/codexrunner/$1/$version
    mkdir -p "$to"
    cp "$2" "$to/$1-$version.pom"
    [[ -z ${3-} ]] || cp "$3" "$to/$1-$version.jar"
}
install codex-runner "$root/pom.xml"
install codex-runner-bom "$root/codex-runner-bom/pom.xml"
for module in core engine github executor-host executor-local executor-ssh executor-container executor-kubernetes forge testkit; do
    name=codex-runner-$module
    install "$name" "$root/$name/pom.xml" "$root/$name/target/$name-$version.jar"
done

mkdir "$folder/examples"
for example; do
    cp -r "$root/examples/$example" "$folder/examples/"
    rm -rf "$folder/examples/$example/target"
done
cat >"$folder/examples/pom.xml" <<POM
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>all</groupId>
  <artifactId>examples</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <modules>$(printf '<module>%s</module>' "$@")</modules>
</project>
POM
# Two at a time: each is a short compilation and a short test. What is gained by the second compiler and a parallel collector is lost in
# compilations and tests as short as these.
MAVEN_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${MAVEN_OPTS-}" "$maven" -T 2 $([[ $offline != true ]] || echo -o) -q -B -f "$folder/examples/pom.xml" -Dmaven.repo.local="$folder/repository" \
    -Dmaven.repo.local.tail="$libraries" -DargLine="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dslf4j.internal.verbosity=ERROR" verify

# The program in a single file is run as it stands.
if [[ -d $folder/examples/single-file ]]; then
    cd "$folder/examples/single-file"
    printf '```codex-brief\nexecutor: devbox\noutputs: [{type: report, titel: x}]\n```\n' >issue.md
    code=0
    told=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'target/lib/*' CheckBriefs.java issue.md 2>errors) || code=$?
    if [[ $code != 1 || $told != *"issue.md:3:26: error:"*"did you mean 'title'?"* ]]; then
        echo "try-examples: single-file ended with $code: $told $(cat errors)" >&2
        exit 1
    fi
fi
echo "try-examples: built and tested $*"
