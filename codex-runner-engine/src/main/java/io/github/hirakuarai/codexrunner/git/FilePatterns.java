package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.FileChange;
import java.util.List;
import org.eclipse.jgit.attributes.AttributesRule;

/** Which changed paths an entry of an output's {@code files} means: a path, a folder, or a glob as git has them. */
public final class FilePatterns {

    private FilePatterns() {}

    /** Whether an entry may mean more than the path that it spells. */
    public static boolean isPattern(String entry) {
        return entry.chars().anyMatch(sign -> "*?[".indexOf(sign) >= 0);
    }

    /** Whether a glob matches the whole of a name, as of a branch. */
    public static boolean isMatch(String glob, String name) {
        return name.equals(glob) || glob(glob).isMatch(name, false);
    }

    /** Whether an entry means a path. */
    public static boolean means(String entry, String path) {
        String plain = entry.endsWith("/") ? entry.substring(0, entry.length() - 1) : entry;
        return path.equals(plain) || path.startsWith(plain + "/") || glob(plain).isMatch(path, false);
    }

    /**
     * Whether an entry may mean a path that a pattern means, as far as the text before their first wildcards tells.
     *
     * @param pattern an entry too
     */
    public static boolean mayMeet(String entry, String pattern) {
        String one = literal(entry);
        String other = literal(pattern);
        return one.startsWith(other) || other.startsWith(one);
    }

    private static String literal(String entry) {
        int end = 0;
        while (end < entry.length() && "*?[\\".indexOf(entry.charAt(end)) < 0) {
            end++;
        }
        return entry.substring(0, end);
    }

    /** The changes that an entry means; empty when nothing that it means has changed. */
    public static List<FileChange> matching(String entry, List<FileChange> changes) {
        String plain = entry.endsWith("/") ? entry.substring(0, entry.length() - 1) : entry;
        // A name is taken as it stands first: brackets are legal in file names.
        List<FileChange> named = changes.stream()
                .filter(change -> change.path().equals(plain) || change.path().startsWith(plain + "/"))
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        AttributesRule glob = glob(plain);
        return changes.stream()
                .filter(change -> glob.isMatch(change.path(), false))
                .toList();
    }

    /** The slash in front ties it to the repository's root. A bracket that nothing closes makes it match nothing, as in git. */
    private static AttributesRule glob(String plain) {
        return new AttributesRule("/" + plain, "");
    }
}
