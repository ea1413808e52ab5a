package io.github.hirakuarai.codexrunner.executor.host;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One of a lane's {@code workdirs}, cut in two: links in its plain part are followed, on the lane's host.
 *
 * @param start the plain part: a folder
 * @param rest from the first component with a sign of a glob in it; may be empty
 */
record WorkdirGlob(String start, String rest) {

    private static final Pattern SIGN = Pattern.compile("[*?\\[\\]{}\\\\]");

    /** Cuts a glob as the configuration writes it. */
    static WorkdirGlob of(String glob) {
        int sign =
                SIGN.matcher(glob).results().findFirst().map(MatchResult::start).orElse(glob.length());
        int cut = sign == glob.length() ? sign : glob.lastIndexOf('/', sign) + 1;
        return new WorkdirGlob(glob.substring(0, cut), glob.substring(cut));
    }

    /**
     * Whether a folder is one that this means, or stands inside of one.
     *
     * @param realStart where the plain part leads; empty when it is not there
     * @param realFolder where the folder is, wherever its links lead
     */
    boolean allows(String realStart, String realFolder) {
        if (realStart.isEmpty()) {
            return false;
        }
        String plain = SIGN.matcher(realStart).replaceAll("\\\\$0");
        String whole = rest.isEmpty() || plain.endsWith("/") ? plain + rest : plain + "/" + rest;
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
        for (Path at = Path.of(realFolder); at != null; at = at.getParent()) {
            if (matcher.matches(at)) {
                return true;
            }
        }
        return false;
    }
}
