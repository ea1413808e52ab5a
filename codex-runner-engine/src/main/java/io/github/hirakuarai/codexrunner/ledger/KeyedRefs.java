package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** Refs that are named by a brief's key. */
final class KeyedRefs {

    private KeyedRefs() {}

    /** The tips of all such refs under a prefix, by key; their commits are in the mirror then. Others are passed over. */
    static Map<BriefKey, String> fetched(Mirror mirror, RemoteRefs refs, String prefix) {
        Map<String, String> tips = new LinkedHashMap<>();
        refs.commits().forEach((ref, commit) -> {
            if (ref.matches(prefix + "[0-9a-f]{64}")) {
                tips.put(ref, commit);
            }
        });
        mirror.fetch(tips);
        Map<BriefKey, String> keyed = new LinkedHashMap<>();
        tips.forEach((ref, commit) -> keyed.put(new BriefKey(ref.substring(prefix.length())), commit));
        return keyed;
    }
}
