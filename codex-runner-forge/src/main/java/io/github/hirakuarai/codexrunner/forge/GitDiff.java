package io.github.hirakuarai.codexrunner.forge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** What differs between two commits, file by file, as GitHub's {@code /files} tells it. */
final class GitDiff {

    private GitDiff() {}

    /**
     * A changed file.
     *
     * @param path where it stands now, or stood when it was removed
     * @param previousPath where it stood before it was renamed, or null
     * @param status {@code added}, {@code removed}, {@code modified}, {@code renamed} or {@code changed} (its mode)
     * @param blob the content's id, 40 hexadecimal digits
     * @param additions lines
     * @param deletions lines
     * @param patch unified, from its first {@code @@} on; null for a binary file or an unchanged content
     */
    record FileDiff(
            String path,
            @Nullable String previousPath,
            String status,
            String blob,
            int additions,
            int deletions,
            @Nullable String patch) {}

    /** The difference from the first commit to the second. */
    static List<FileDiff> between(GitStore store, String from, String to) {
        return GitStore.io(to, () -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            List<FileDiff> files = new ArrayList<>();
            try (DiffFormatter formatter = new DiffFormatter(out);
                    RevWalk walk = new RevWalk(store.repository())) {
                formatter.setRepository(store.repository());
                formatter.setDetectRenames(true);
                RevCommit old = walk.parseCommit(ObjectId.fromString(from));
                RevCommit fresh = walk.parseCommit(ObjectId.fromString(to));
                for (DiffEntry entry : formatter.scan(old.getTree(), fresh.getTree())) {
                    out.reset();
                    formatter.format(entry);
                    formatter.flush();
                    files.add(draw(entry, formatter.toFileHeader(entry), out.toString(StandardCharsets.UTF_8)));
                }
            }
            return files;
        });
    }

    private static FileDiff draw(DiffEntry entry, FileHeader header, String text) {
        int additions = 0;
        int deletions = 0;
        for (Edit edit : header.toEditList()) {
            additions += edit.getLengthB();
            deletions += edit.getLengthA();
        }
        boolean removed = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
        boolean renamed = entry.getChangeType() == DiffEntry.ChangeType.RENAME;
        int hunk = text.startsWith("@@") ? 0 : text.indexOf("\n@@") + 1;
        AbbreviatedObjectId blob = removed ? entry.getOldId() : entry.getNewId();
        return new FileDiff(
                removed ? entry.getOldPath() : entry.getNewPath(),
                renamed ? entry.getOldPath() : null,
                status(entry),
                blob.isComplete() ? blob.toObjectId().name() : blob.name(),
                additions,
                deletions,
                header.toEditList().isEmpty() || hunk == 0
                        ? null
                        : text.substring(hunk).stripTrailing());
    }

    private static String status(DiffEntry entry) {
        return switch (entry.getChangeType()) {
            case ADD -> "added";
            case DELETE -> "removed";
            case RENAME -> "renamed";
            case COPY -> "copied";
            case MODIFY -> sameContent(entry) ? "changed" : "modified";
        };
    }

    private static boolean sameContent(DiffEntry entry) {
        return entry.getOldId().equals(entry.getNewId()) && !FileMode.GITLINK.equals(entry.getNewMode());
    }
}
