package io.github.hirakuarai.codexrunner.testkit.scene;

import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A repository with a long past: the records of briefs that were run to DONE in issues that are closed by now. */
public final class FinishedBriefs {

    private static final String RECORDS = "refs/codex/briefs/";
    private static final int FIRST_ISSUE = 9_000_001;
    private static final int MOVES = 4;
    private static final JsonMapper JSON = new JsonMapper();

    private FinishedBriefs() {}

    /**
     * Adds records, each with four commits, like one that is there.
     *
     * @param forge in which a brief of the repository has been run to DONE
     * @param repository {@code owner/name}
     * @param bare the folder of the repository on the forge
     * @throws IOException when git does not take them
     */
    public static void add(LoopbackForge forge, String repository, Path bare, int count)
            throws IOException, InterruptedException {
        Map.Entry<String, String> done =
                forge.look(repository).refs(RECORDS).entrySet().iterator().next();
        ObjectNode record = (ObjectNode) JSON.readTree(
                forge.look(repository).commit(done.getValue()).orElseThrow().message());
        long id = Long.parseLong(done.getKey().replaceAll(RECORDS + "([0-9]+)-.*", "$1"));
        StringBuilder stream = new StringBuilder();
        for (int number = FIRST_ISSUE; number < FIRST_ISSUE + count; number++) {
            DocumentRef document = new DocumentRef(
                    forge.apiUrl().getAuthority(),
                    id,
                    RepositoryName.parse(repository).orElseThrow(),
                    number,
                    DocumentKind.ISSUE_BODY,
                    number);
            Digest digest = Digest.of("content " + number);
            String key = BriefKey.of(document, digest, 1).hex();
            record.put("brief", repository + "#" + number)
                    .put("place", document.path() + "/1")
                    .put("digest", digest.toString())
                    .put("key", key);
            for (int move = 0; move < MOVES; move++) {
                String text = record.put("nonce", "n" + move).toString();
                stream.append("commit " + RECORDS + id + "-" + number + "/" + key + "\n")
                        .append("committer r <r@example.org> 1700000000 +0000\n")
                        .append("data " + text.getBytes(StandardCharsets.UTF_8).length + "\n" + text + "\n\n");
            }
        }
        git(bare, stream.toString(), "fast-import", "--quiet");
        git(bare, "", "pack-refs", "--all");
    }

    private static void git(Path bare, String input, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("git", "--git-dir=" + bare).redirectErrorStream(true);
        builder.command().addAll(Arrays.asList(words));
        Process git = builder.start();
        try (OutputStream stdin = git.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() != 0) {
            throw new IOException("git " + words[0] + ": " + said);
        }
    }
}
