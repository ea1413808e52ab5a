package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Refs that are named by an issue and a brief's key. */
final class KeyedRefs {

    private KeyedRefs() {}

    /** The tips of all such refs below a prefix. Others are passed over: no runner made them, and no runner asks for them. */
    static Map<BriefRef, String> below(String prefix, RemoteRefs refs) {
        Map<BriefRef, String> tips = new LinkedHashMap<>();
        refs.commits().forEach((ref, commit) -> BriefRef.parse(prefix, ref).ifPresent(name -> tips.put(name, commit)));
        return tips;
    }

    /** Fetches the refs and reads each. */
    static <T> RefContents<T> read(Mirror mirror, String prefix, Map<BriefRef, String> tips, Reader<T> reader) {
        Map<String, String> whole = new LinkedHashMap<>();
        tips.forEach((name, tip) -> whole.put(name.below(prefix), tip));
        mirror.fetch(whole);
        Map<BriefRef, T> readable = new HashMap<>();
        Map<BriefRef, String> unreadable = new HashMap<>();
        tips.forEach((name, tip) -> {
            try {
                readable.put(name, reader.read(name, tip));
            } catch (UnreadableException e) {
                String ref = name.below(prefix);
                unreadable.put(
                        name,
                        ref + " cannot be read: " + e.getMessage() + "; see `git log` of it and move it back to what a"
                                + " runner wrote");
            }
        });
        return new RefContents<>(readable, unreadable);
    }

    /** Reads every commit of a chain, oldest first. */
    static <T> List<T> chain(Commits commits, BriefRef name, String tip, Reader<T> words) throws UnreadableException {
        List<T> all = new ArrayList<>();
        for (String commit : commits.history(tip)) {
            all.add(words.read(name, message(commits, commit)));
        }
        if (all.isEmpty()) {
            throw new UnreadableException("it holds no commit");
        }
        Collections.reverse(all);
        return List.copyOf(all);
    }

    /** A commit's message. */
    static String message(Commits commits, String commit) throws UnreadableException {
        return commits.words(commit).orElseThrow(() -> new UnreadableException("it holds no commit of words"));
    }

    /** A string of an object; what is missing or no string is refused. */
    static String text(JsonNode json, String key) {
        return text(json.required(key));
    }

    /** A string; what is none is refused. */
    static String text(JsonNode json) {
        if (!json.isString()) {
            throw new IllegalArgumentException("not a string: " + json.getNodeType());
        }
        return json.stringValue();
    }

    /** Reads what a ref holds. */
    @FunctionalInterface
    interface Reader<T> {
        T read(BriefRef name, String text) throws UnreadableException;
    }
}
