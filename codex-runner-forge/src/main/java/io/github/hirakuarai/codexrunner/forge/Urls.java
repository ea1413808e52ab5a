package io.github.hirakuarai.codexrunner.forge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The addresses under which the forge answers.
 *
 * @param root {@code http://127.0.0.1:PORT}
 */
record Urls(String root) {

    /** An address of the REST interface; the path begins with a slash. */
    String api(String path) {
        return root + Incoming.API + path;
    }

    /** A page for people; the path begins with a slash. */
    String web(String path) {
        return root + path;
    }

    String api(RepositoryEntry repository, String path) {
        return api("/repos/" + repository.name + path);
    }

    String web(RepositoryEntry repository, String path) {
        return web("/" + repository.name + path);
    }

    String page(IssueEntry issue) {
        return web(issue.repository, (issue.pull == null ? "/issues/" : "/pull/") + issue.number);
    }

    String page(CommentEntry comment) {
        String anchor = comment.place == null ? "#issuecomment-" : "#discussion_r";
        return page(comment.issue) + anchor + comment.id;
    }

    /** A name in a path: slashes stay, everything else that means something there is encoded. */
    static String encode(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(segment ->
                        URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}
