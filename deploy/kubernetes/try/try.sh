#!/usr/bin/env bash
# Tries the Kubernetes lane on a cluster: the contract of steps, what the cluster tells of pods, and one brief end to end.
#   KUBECONFIG=FILE deploy/kubernetes/try/try.sh IMAGE
# IMAGE has bash 4, git 2.30, coreutils, flock, python3 and make, such as buildpack-deps:bookworm. The kubeconfig's user may make a namespace
# and a role. Everything is done in a namespace of its own, with the rights of ../role.yaml alone, and removed at the end.
set -euo pipefail

image=${1:?usage: KUBECONFIG=FILE try.sh IMAGE}
: "${KUBECONFIG:?name the kubeconfig of the cluster}"
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
namespace=codex-runner-try-$$
work=$(mktemp -d)
given=$KUBECONFIG
end() {
    KUBECONFIG=$given kubectl delete namespace "$namespace" --wait=false || true
    rm -rf "$work"
}
trap end EXIT

kubectl create namespace "$namespace"
kubectl label namespace "$namespace" pod-security.kubernetes.io/enforce=restricted
kubectl -n "$namespace" apply -f "$here/../role.yaml"

# The runner's kubeconfig: the same cluster, with the service account's token.
kubectl config view --minify --flatten --raw > "$work/kubeconfig"
chmod 600 "$work/kubeconfig"
export KUBECONFIG=$work/kubeconfig
token=$(kubectl -n "$namespace" create token codex-runner --duration=2h)
cluster=$(kubectl config view --minify -o 'jsonpath={.clusters[0].name}')
kubectl config set-credentials codex-runner --token="$token"
kubectl config set-context codex-runner-try --cluster="$cluster" --user=codex-runner --namespace="$namespace"
kubectl config use-context codex-runner-try

cd "$root"
./mvnw -B -q ${MAVEN_ARGUMENTS:-} -P kubernetes -pl codex-runner-executor-kubernetes -am -Dkubernetes.image="$image" \
    -Dtest='GivenCluster*Test' -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true test

distribution=$(echo codex-runner-dist/target/codex-runner-*.tar.gz)
[[ -e $distribution ]] || ./mvnw -B -q ${MAVEN_ARGUMENTS:-} -DskipTests -Dspotless.check.skip=true package
tar -xzf "$(echo codex-runner-dist/target/codex-runner-*.tar.gz)" -C "$work"
CODEX_RUNNER_PLUGINS=$(echo "$work"/codex-runner-*/plugins/kubernetes) \
    "$work"/codex-runner-*/bin/codex-runner demo --lane kubernetes --image "$image"
