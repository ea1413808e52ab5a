package io.github.hirakuarai.codexrunner.bench;

/** Comments as people and their tools write them: prose, lists, links, tables, logs in fences. */
final class Comments {

    static final String BRIEF = """
            ```codex-brief
            executor: devbox-codex
            context_header: repo=app / branch=main / phase=3
            repo: octo-org/app
            branch: main
            workdir: ~/work/app

            steps:
              - name: take the snapshot
                shell: |
                  set -euo pipefail
                  NS=$(kubectl get ksvc -A | awk '/echo/ {print $1; exit}')
                  if [ -z "$NS" ]; then
                    echo "not found"; exit 1;
                  fi
                  mkdir -p reports/echo
                  kubectl -n "$NS" get ksvc echo -o yaml > reports/echo/ksvc.yaml
              - name: check
                make: [lint, test]
                timeout: 10m

            outputs:
              - type: pr
                title: "Reports: add the snapshot of June"
                commit_message: "reports: add the snapshot of June"
                files:
                  - reports/echo/ksvc.yaml
                link_issue: 774
            ```

            """;

    private static final String[] PARTS = {"""
        ## What was seen

        The service *echo* answered slowly since [the last release](https://example.org/releases/7 "notes"), see
        `kubectl get ksvc -A` and the **graphs** of yesterday. It is not clear whether @somebody's change of the
        probes plays a part; #773 and https://example.org/app/issues/12 describe the same thing from outside.
        稼働確認の手順は前回と同じです。結果は下の表にまとめました。

        """, """
        - [ ] take the snapshot
        - [x] compare it with the one of May
          - the number of *ready* pods
          - the `concurrency` of each revision
        - write it down, and say so in the meeting

        """, """
        | revision | ready | latency |
        | --- | --- | --- |
        | echo-00017 | 3/3 | 120 ms |
        | echo-00018 | 2/3 | 950 ms |

        """, """
        ```
        2026-06-30T10:00:01Z INFO  echo/server.go:118 listening on :8080
        2026-06-30T10:00:03Z WARN  echo/probe.go:31 readiness probe failed: context deadline exceeded
        2026-06-30T10:00:04Z ERROR echo/probe.go:40 giving up after 3 attempts
        ```

        """, """
        > I think that the probes time out because the node is short of memory.
        > Could you run it again on the other pool?

        I could, but ``the pool`` is *not* ours. Here is what I would try first:

        1. raise the limit to 512 MiB
        2. wait for the next window
        3. measure again

        """};

    private Comments() {}

    /** Prose of at least a size. Fences in it stand only where they are wanted. */
    static String prose(int size, boolean fences) {
        StringBuilder text = new StringBuilder();
        for (int part = 0; text.length() < size; part++) {
            String next = PARTS[part % PARTS.length];
            if (fences || !next.startsWith("```")) {
                text.append(next);
            }
        }
        return text.toString();
    }

    /** About 60 KB with one brief, which stands at a share of the whole. */
    static String withBrief(double place) {
        int size = 60_000 - BRIEF.length();
        return prose((int) (size * place), true) + BRIEF + prose((int) (size * (1 - place)), true);
    }
}
