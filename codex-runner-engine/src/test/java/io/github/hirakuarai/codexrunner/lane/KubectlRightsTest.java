package io.github.hirakuarai.codexrunner.lane;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config use-context prod",
                "config set clusters.c.server https://evil.example",
                "config view",
                "proxy",
                "foo",
                "plugin list",
                "kustomize https://evil.example",
                "completion bash",
                "port-forward x 80",
                "attach x",
                "exec pods/x sh",
                "cp x:/a b",
                "debug pods/x",
                "debug node/n1",
                "edit pods x",
                "run x",
                "certificate approve x",
                "alpha x",
                "apply view-last-applied cm x",
                "krew install x",
                "create token default",
                "create -n dev token default",
                "Config view",
                ""
            })
    void withoutVerbsOnlyCommandsAboutResourcesAreAllowed(String command) {
        KubectlRights verbless = new KubectlRights(new KubectlPolicy(AllowList.ANY, AllowList.ANY, AllowList.ANY));

        assertThat(verbless.objection(words(command))).as(command).isPresent();
        for (String other : List.of(
                "get pods",
                "describe deploy x",
                "rollout restart deploy/x",
                "scale deploy x --replicas 2",
                "drain n1")) {
            assertThat(verbless.objection(words(other))).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete namespace prod",
                "delete ns prod",
                "get ns/prod",
                "describe namespaces kube-system",
                "get pods/x,ns/prod",
                "get pods/x namespaces/prod",
                "wait ns/prod --for=delete",
                "label ns prod a=b",
                "create namespace x",
                "create clusterrole x",
                "get nodes",
                "top nodes",
                "drain n1",
                "taint nodes n1 a=b",
                "get pv",
                "get persistentvolumes.v1.",
                "get clusterroles.rbac.authorization.k8s.io",
                "get crd",
                "get sc",
                "get clusterissuers",
                "get clusterissuers.cert-manager.io",
                "get services.example.org",
                "get pods.v1.example.org"
            })
    void whatBelongsToNoNamespaceMustBeNamedWhereNamespacesAreNarrowed(String command) {
        AllowList dev = new AllowList(List.of("dev"));
        List<String> inDev = words(command + " -n dev");

        assertThat(new KubectlRights(new KubectlPolicy(AllowList.ANY, AllowList.ANY, dev)).objection(inDev))
                .as(command)
                .isPresent();
    }

    @Test
    void whatBelongsToANamespaceNeedsNoNaming() {
        AllowList dev = new AllowList(List.of("dev"));
        KubectlRights anything = new KubectlRights(new KubectlPolicy(AllowList.ANY, AllowList.ANY, dev));
        KubectlRights named = new KubectlRights(
                new KubectlPolicy(AllowList.ANY, new AllowList(List.of("nodes", "pods", "widgets.example.org")), dev));

        for (String command : List.of(
                "get pods",
                "get po,svc,ing",
                "get deployments.apps",
                "get deployments.v1.apps/x",
                "get pods.v1.",
                "get networkpolicies.networking.k8s.io",
                "get roles.v1.rbac.authorization.k8s.io",
                "delete pvc x",
                "logs x",
                "events",
                "get all",
                "create configmap x")) {
            assertThat(anything.objection(words(command + " -n dev")))
                    .as(command)
                    .isEmpty();
        }
        assertThat(named.objection(words("get nodes -n dev"))).isEmpty();
        assertThat(named.objection(words("get widgets.example.org -n dev"))).isEmpty();
        assertThat(named.objection(words("get ns -n dev"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cp kube-system/etcd-0:/etc/kubernetes/pki/ca.key ./x -n dev",
                "cp ./x kube-system/etcd-0:/a -n dev",
                "cp /kube-system/etcd-0:/a x -n dev",
                "cp x:/a /root/.bashrc -n dev",
                "cp /etc/passwd x:/a -n dev",
                "cp x:/a ../b -n dev",
                "cp x:/a b/../../c -n dev",
                "cp x:/a ~/b -n dev",
                "cp x:/a -n dev -- -b",
                "cp x:/a b"
            })
    void aCopyReachesNoOtherNamespaceAndNoFileElsewhere(String command) {
        AllowList dev = new AllowList(List.of("dev"));
        KubectlRights copies = new KubectlRights(new KubectlPolicy(new AllowList(List.of("cp")), AllowList.ANY, dev));

        assertThat(copies.objection(words(command))).as(command).isPresent();
        assertThat(copies.objection(words("cp dev/x:/a b/c -n dev"))).isEmpty();
        assertThat(copies.objection(words("cp ./b x:/a -n dev"))).isEmpty();
        KubectlRights noPods = new KubectlRights(
                new KubectlPolicy(new AllowList(List.of("cp")), new AllowList(List.of("services")), AllowList.ANY));
        assertThat(noPods.objection(words("cp services/x:/a b"))).isPresent();
    }

    private static List<String> words(String command) {
        return command.isEmpty() ? List.of() : List.of(command.split(" "));
    }
}
