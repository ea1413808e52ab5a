package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Link;
import java.util.List;

/**
 * The result of a delivery.
 *
 * @param links what was published
 */
public record OutputReceipt(List<Link> links) {

    public OutputReceipt {
        links = List.copyOf(links);
    }
}
