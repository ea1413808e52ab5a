package io.github.hirakuarai.codexrunner.testkit.brief;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes the choices of a writer: none of them in the plain style, and always the same ones for one seed. */
final class Style {

    private final @Nullable Random random;

    /** Of a seed; 0 is the plain style. */
    Style(int seed) {
        this.random = seed == 0 ? null : new Random(seed);
    }

    boolean chance(int oneIn) {
        return random != null && random.nextInt(oneIn) == 0;
    }

    /** Of so many ways; the first is the plain one. */
    int pick(int ways) {
        return random == null ? 0 : random.nextInt(ways);
    }

    /** A number in a range, both ends included. */
    int between(int plain, int least, int most) {
        return random == null ? plain : least + random.nextInt(most - least + 1);
    }

    void shuffle(List<?> items) {
        if (random != null) {
            Collections.shuffle(items, random);
        }
    }
}
