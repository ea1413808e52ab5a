package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Id, digest and key, as protocol §2 has them. */
class IdentityTest {

    private static final String BLOCK = "```codex-brief\nexecutor: a # あ\n\n  b: c\n```\n";

    private final BriefExtractor extractor = new BriefExtractor();

    private static DocumentRef document(String repository, DocumentKind kind, long databaseId) {
        return new DocumentRef("github.com", 7, RepositoryName.parse(repository).orElseThrow(), 774, kind, databaseId);
    }

    private List<BriefKey> keys(DocumentRef document, String markdown) {
        return extractor.extract(markdown).stream()
                .map(block -> BriefKey.of(document, block.digest(), block.place()))
                .toList();
    }

    @Test
    void anIdSaysWhereABriefStands() {
        assertThat(BriefId.of(document("owner/name", DocumentKind.ISSUE_BODY, 9), 1))
                .hasToString("owner/name#774");
        assertThat(BriefId.of(document("owner/name", DocumentKind.ISSUE_COMMENT, 123456), 1))
                .hasToString("owner/name#774-c123456");
        assertThat(BriefId.of(document("owner/name", DocumentKind.REVIEW_COMMENT, 123456), 2))
                .hasToString("owner/name#774-r123456/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner/name#774", "owner/name#774/2", "owner/name#774-c123456", "o/n#1-r1/10"})
    void anIdIsReadAsItIsWritten(String id) {
        assertThat(BriefId.parse(id).orElseThrow()).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "owner/name",
                "name#1",
                "owner/name#0",
                "owner/name#01",
                "owner/name#1-c0",
                "owner/name#1-x1",
                "owner/name#1/0",
                "owner/name#1 "
            })
    void whatIsNoIdIsNotRead(String id) {
        assertThat(BriefId.parse(id)).isEmpty();
    }

    @Test
    void theDigestIsWhatThePagesCommandSays(@TempDir Path folder) throws Exception {
        Path document = folder.resolve("document.md");
        Files.writeString(document, ("text\n\n" + BLOCK + "more\n").replace("\n", "\r\n"));
        String command = "tr -d '\\r' < document.md | sed -n '/^```codex-brief$/,/^```$/p' | sed '1d;$d' | sha256sum";
        assertThat(Files.readString(Path.of("../docs/protocol.md"))).contains("\n" + command + "\n");

        Process process = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(extractor.extract(Files.readString(document)))
                .singleElement()
                .satisfies(block -> assertThat("sha256:" + said.substring(0, 64))
                        .isEqualTo(block.digest().toString()));
    }

    @Test
    void aKeyIsWhatThePageSaysItIs() {
        DocumentRef document = document("owner/name", DocumentKind.ISSUE_COMMENT, 123456);
        BriefBlock block = extractor.extract(BLOCK).get(0);

        assertThat(BriefKey.of(document, block.digest(), 1).hex())
                .isEqualTo(Digest.of("github.com\n7\nISSUE_COMMENT\n123456\n"
                                + block.digest().hex() + "\n1")
                        .hex());
    }

    @Test
    void insertingABlockAboveOrRenamingTheRepositoryChangesNoKey() {
        DocumentRef document = document("owner/name", DocumentKind.ISSUE_BODY, 9);
        String other = "```codex-brief\nother\n```\n";
        List<BriefKey> before = keys(document, BLOCK + other + BLOCK);

        assertThat(before).hasSize(3).doesNotHaveDuplicates();
        assertThat(keys(document, "~~~yaml codex-brief\nnew\n~~~\n" + BLOCK + other + BLOCK))
                .containsAll(before);
        assertThat(keys(document("new-owner/new-name", DocumentKind.ISSUE_BODY, 9), BLOCK + other + BLOCK))
                .isEqualTo(before);
        assertThat(keys(document, "- a\n\n  " + BLOCK.strip().replace("\n", "\n  ")))
                .containsExactly(before.get(0));
    }

    @Test
    void anEditAnotherDocumentOrAnotherKindChangesTheKey() {
        DocumentRef document = document("owner/name", DocumentKind.ISSUE_BODY, 9);
        BriefKey key = keys(document, BLOCK).get(0);

        assertThat(keys(document, BLOCK.replace("b: c", "b: d"))).doesNotContain(key);
        assertThat(keys(document, BLOCK.replace("b: c", "b: c "))).doesNotContain(key);
        assertThat(keys(document("owner/name", DocumentKind.ISSUE_BODY, 10), BLOCK))
                .doesNotContain(key);
        assertThat(keys(document("owner/name", DocumentKind.ISSUE_COMMENT, 9), BLOCK))
                .doesNotContain(key);
    }
}
