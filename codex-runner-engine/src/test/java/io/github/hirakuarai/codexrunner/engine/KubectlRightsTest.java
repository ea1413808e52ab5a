package io.github.hirakuarai.codexrunner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.LanePolicy.KubectlPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments are separated by blanks here. */
class KubectlRightsTest {

    private static final AllowList VERBS =
            new AllowList(List.of("get", "describe", "wait", "logs", "rollout status", "delete", "create", "drain"));

    private final KubectlRights narrow = new KubectlRights(new KubectlPolicy(
            VERBS, new AllowList(List.of("pods", "deployments.apps", "ingresses")), new AllowList(List.of("dev"))));
    private final KubectlRights anywhere = new KubectlRights(new KubectlPolicy(VERBS, AllowList.ANY, AllowList.ANY));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get pods -n dev",
                "-n dev get pod",
                "get po web-1 --namespace=dev -o yaml",
                "get pods/web-1 -ndev -ojson",
                "get pods secrets -n=dev",
                "describe Pods --namespace dev",
                "get deployments.apps,pods -n dev -l app=web --show-labels",
                "wait --for=condition=Ready pod/web --timeout=60s -n dev",
                "rollout status deployments.apps/web -n dev",
                "logs web-1 -n dev --tail 5 -c main",
                "get ingress -n dev",
                "get ing -n dev -o jsonpath={.items[0].metadata.name}",
                "get pods -n dev -o custom-columns=NAME:.metadata.name"
            })
    void whatIsListedIsAllowed(String command) {
        assertThat(narrow.objection(words(command))).as(command).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "apply pods -n dev",
                "rollout restart deployments.apps/web -n dev",
                "exec pods/web -n dev",
                "config view -n dev",
                "get -",
                "-n dev",
                "get nodes -n dev",
                "get services/x -n dev",
                "get pods/x services/y -n dev",
                "get pods,services -n dev",
                "get deployments -n dev",
                "get deployments.extensions -n dev",
                "get pods.example.org -n dev",
                "get all -n dev",
                "logs deployments/web -n dev",
                "drain node-1 -n dev",
                "get pods",
                "get pods -n prod",
                "get pods -nprod",
                "get pods -n=prod",
                "get pods --namespace=prod",
                "get pods -n dev -n prod",
                "get pods -n prod --namespace dev",
                "get pods -n",
                "get pods -A",
                "get pods -n dev -A",
                "get pods -n dev --all-namespaces"
            })
    void whatIsNotListedIsNotAllowed(String command) {
        assertThat(narrow.objection(words(command))).as(command).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get --raw /api/v1/namespaces/dev/secrets",
                "get --raw=/api",
                "get -f secrets.yaml",
                "get -fsecrets.yaml",
                "get -k overlay",
                "get pods --filename=x",
                "get pods -wf",
                "get pods -Af x",
                "get pods -o go-template-file=/etc/passwd",
                "get pods --output=jsonpath-file=/etc/passwd",
                "get pods -o custom-columns-file=/etc/passwd",
                "get pods --template={{.}}",
                "get pods --server=https://evil.example",
                "get pods -s https://evil.example",
                "get pods --kubeconfig /tmp/k",
                "get pods --context=prod",
                "get pods --cluster prod",
                "get pods --user admin",
                "get pods --token=x",
                "get pods --as=system:admin",
                "get pods --as-group=system:masters",
                "get pods --client-key=x",
                "get pods --insecure-skip-tls-verify",
                "get pods --cache-dir=/tmp",
                "get pods --profile-output=/tmp/x",
                "get pods -v=9",
                "get pods --v 9",
                "get pods -- x",
                "get pods --all_namespaces",
                "--watch get delete pods",
                "-w get delete pods"
            })
    void aFlagThatIsNotKnownToBeHarmlessIsNotAllowed(String command) {
        assertThat(anywhere.objection(words(command))).as(command).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get secrets",
                "get secret",
                "get Secret",
                "get SECRETS",
                "get secrets.v1.",
                "get secrets/token",
                "get pods,secrets",
                "get pods/x secrets/y",
                "get pods/x,secrets/y",
                "describe secret token",
                "delete secrets x",
                "create secret generic x"
            })
    void secretsAreAllowedOnlyByName(String command) {
        assertThat(anywhere.objection(words(command))).as(command).isPresent();

        KubectlRights named =
                new KubectlRights(new KubectlPolicy(VERBS, new AllowList(List.of("pods", "secrets")), AllowList.ANY));
        if (!command.startsWith("create")) {
            assertThat(named.objection(words(command))).as(command).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply view-last-applied secrets token", "apply view-last-applied secret/token"})
    void aSecondWordOfTheCommandDoesNotHideTheType(String command) {
        KubectlRights verbs =
                new KubectlRights(new KubectlPolicy(new AllowList(List.of("apply")), AllowList.ANY, AllowList.ANY));

        assertThat(verbs.objection(words(command))).as(command).isPresent();
        assertThat(verbs.objection(words("apply view-last-applied deployment web")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs -l app=web -n dev",
                "logs --selector app=web -n dev",
                "events -n dev",
                "cluster-info dump -n dev",
                "cluster-info dump",
                "cluster-info dump -A",
                "set env --containers deployments/x daemonsets y A=b -n dev",
                "set env --prefix deployments/x daemonsets y A=b -n dev"
            })
    void whatACommandReadsWithoutNamingItMustBeListedToo(String command) {
        KubectlRights deployments = new KubectlRights(new KubectlPolicy(
                new AllowList(List.of("logs", "events", "cluster-info", "set env")),
                new AllowList(List.of("deployments")),
                new AllowList(List.of("dev"))));

        assertThat(deployments.objection(words(command))).as(command).isPresent();
        assertThat(deployments.objection(words("logs deployments/x -n dev"))).isEmpty();
        assertThat(deployments.objection(words("cluster-info"))).isEmpty();
    }

    @Test
    void aDumpOfTheClusterHoldsOtherNamespacesThanTheNamedOne() {
        KubectlRights dev = new KubectlRights(new KubectlPolicy(
                new AllowList(List.of("cluster-info")), AllowList.ANY, new AllowList(List.of("dev"))));

        assertThat(dev.objection(words("cluster-info dump -n dev"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"get pods -A", "get nodes", "get sealedsecrets.bitnami.com", "drain node-1", "get all -n x"})
    void whatIsNotNarrowedIsAllowed(String command) {
        assertThat(anywhere.objection(words(command))).as(command).isEmpty();
    }

    @Test
    void aTypeIsTheSameInItsOtherForms() {
        KubectlRights policies =
                new KubectlRights(new KubectlPolicy(VERBS, new AllowList(List.of("networkpolicies")), AllowList.ANY));

        assertThat(policies.objection(words("get networkpolicy"))).isEmpty();
        assertThat(policies.objection(words("get netpol"))).isEmpty();
        assertThat(policies.objection(words("get networks"))).isPresent();
    }

    @Test
    void aCommandThatAsksForNothingOfTheClusterNeedsNoNamespace() {
        KubectlRights version = new KubectlRights(new KubectlPolicy(
                new AllowList(List.of("version", "get")), AllowList.ANY, new AllowList(List.of("dev"))));

        assertThat(version.objection(words("version"))).isEmpty();
        assertThat(version.objection(words("get pods"))).isPresent();
    }

    private static List<String> words(String command) {
        return command.isEmpty() ? List.of() : List.of(command.split(" "));
    }
}
