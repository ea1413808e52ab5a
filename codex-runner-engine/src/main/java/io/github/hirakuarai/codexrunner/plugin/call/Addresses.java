package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The addresses in what plugins answer: they are recorded and shown as links, so they lead to web pages and nowhere else. */
final class Addresses {

    private Addresses() {}

    /** @throws RunnerException when one is no address of a web page */
    static void require(@Nullable Object answer) {
        if (answer instanceof OutputReceipt receipt) {
            receipt.links().forEach(link -> require("a link", link.url()));
        }
    }

    private static void require(String what, @Nullable URI url) {
        if (url == null) {
            throw new RunnerException(ErrorCode.PLUGIN_FAILED, what + " is null");
        }
        if (url.toString().length() > Link.LONGEST_URL) {
            throw new RunnerException(
                    ErrorCode.PLUGIN_FAILED,
                    what + " has " + url.toString().length() + " characters, more than " + Link.LONGEST_URL);
        }
        if (!Link.isWebPage(url)) {
            boolean secret = url.getRawUserInfo() != null;
            throw new RunnerException(
                    ErrorCode.PLUGIN_FAILED,
                    what + (secret ? " holds credentials" : " is not http or https with a host: " + url));
        }
    }
}
