package io.github.hirakuarai.codexrunner.forge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Gives lists a page at a time, with the links that lead to the others. */
final class Paging {

    private static final int USUAL = 30;
    private static final int MOST = 100;

    private Paging() {}

    /**
     * One page of a list.
     *
     * @param repository whose list it is: as on GitHub the links name it by its number
     */
    static <T> Answer page(
            Urls urls,
            RepositoryEntry repository,
            Call call,
            List<T> all,
            Function<? super T, ? extends JsonNode> draw) {
        int size = Math.min(Math.max(number(call, "per_page", USUAL), 1), MOST);
        int page = Math.max(number(call, "page", 1), 1);
        int last = Math.max((all.size() + size - 1) / size, 1);
        // Long arithmetic: page and size are whatever the caller wrote.
        int from = (int) Math.min((page - 1L) * size, all.size());
        List<T> shown = all.subList(from, Math.min(from + size, all.size()));
        Answer answer = Answer.ok(Json.array(shown, draw));
        String links = links(address(urls, repository, call), call.query(), page, last);
        return links.isEmpty() ? answer : answer.with("link", links);
    }

    private static String address(Urls urls, RepositoryEntry repository, Call call) {
        String[] segments = call.path().split("/", 5);
        return urls.api("/repositories/" + repository.id + (segments.length > 4 ? "/" + segments[4] : ""));
    }

    private static String links(String address, Map<String, String> query, int page, int last) {
        List<String> links = new ArrayList<>();
        if (page > 1) {
            links.add(link(address, query, Math.min(page - 1, last), "prev"));
        }
        if (page < last) {
            links.add(link(address, query, page + 1, "next"));
            links.add(link(address, query, last, "last"));
        }
        if (page > 1) {
            links.add(link(address, query, 1, "first"));
        }
        return String.join(", ", links);
    }

    private static String link(String address, Map<String, String> query, int page, String relation) {
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put("page", Integer.toString(page));
        List<String> pairs = new ArrayList<>();
        all.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        return "<" + address + "?" + String.join("&", pairs) + ">; rel=\"" + relation + "\"";
    }

    private static int number(Call call, String name, int otherwise) {
        try {
            return call.query(name).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
