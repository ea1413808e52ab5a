package io.github.hirakuarai.codexrunner.branch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where git finds the trailers of a commit message: the last paragraph that is not the title, when it holds nothing else, or
 * one that git itself writes and at most three other lines for each. Lines that begin with {@code #} do not count.
 *
 * @param start the first line
 * @param end behind the last; the same as {@code start} when there are none
 */
record TrailerBlock(int start, int end) {

    private static final Pattern TRAILER = Pattern.compile("[A-Za-z0-9-]+[ \\t]*:.*");

    private static final Pattern WRITTEN_BY_GIT = Pattern.compile("Signed-off-by: .*|\\(cherry picked from commit .*");

    /** What git does not take for a part of the message when it ends it: comments, and the files that a merge conflicted in. */
    private static final Pattern IGNORED_AT_END = Pattern.compile("|#.*");

    private static final String CONFLICTS = "Conflicts:";

    /** @param lines of a whole message, without blanks at their ends; neither the first nor the last is blank */
    static TrailerBlock in(List<String> lines) {
        int end = end(lines);
        int start = end;
        while (start > 0 && !lines.get(start - 1).isEmpty()) {
            start--;
        }
        boolean found = start > 0 && isBlock(lines.subList(start, end));
        return found ? new TrailerBlock(start, end) : new TrailerBlock(lines.size(), lines.size());
    }

    /** Whether a line goes on with the one before it. */
    static boolean isContinuation(String line) {
        return line.startsWith(" ") || line.startsWith("\t");
    }

    /** Whether lines are trailers and nothing else. */
    static boolean isPure(List<String> lines) {
        return lines.stream().allMatch(line -> isTrailer(line) || isContinuation(line));
    }

    private static boolean isTrailer(String line) {
        return TRAILER.matcher(line).matches() || WRITTEN_BY_GIT.matcher(line).matches();
    }

    private static int end(List<String> lines) {
        int end = 0;
        boolean conflicts = false;
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n);
            conflicts |= line.equals(CONFLICTS);
            boolean ignored = IGNORED_AT_END.matcher(line).matches()
                    || line.equals(CONFLICTS)
                    || (conflicts && line.startsWith("\t"));
            if (!ignored) {
                conflicts = false;
                end = n + 1;
            }
        }
        return end;
    }

    private static boolean isBlock(List<String> lines) {
        int trailers = 0;
        int others = 0;
        boolean writtenByGit = false;
        boolean continues = false;
        for (String line : lines) {
            if (line.startsWith("#")) {
                continues = false;
            } else if (isTrailer(line)) {
                trailers++;
                writtenByGit |= WRITTEN_BY_GIT.matcher(line).matches();
                continues = true;
            } else if (!isContinuation(line) || !continues) {
                others++;
                continues = false;
            }
        }
        return trailers > 0 && (others == 0 || (writtenByGit && trailers * 3 >= others));
    }
}
