package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Link;
import java.util.List;

/**
 * What a delivery left behind.
 *
 * @param links where to look at it
 */
public record OutputReceipt(List<Link> links) {

    public OutputReceipt {
        links = List.copyOf(links);
    }
}
