package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses in what plugins answer: they are recorded and shown as links, so they lead to web pages and nowhere else. */
final class Addresses {

    private Addresses() {}

    /** @throws RunnerException when one is no address of a web page */
    static void require(@Nullable Object answer) {
        if (answer instanceof OutputReceipt receipt) {
            receipt.links().forEach(link -> require("a link", link.url()));
        } else if (answer instanceof SourceDocument document) {
            require("a document's address", document.url());
            require(document.issue());
        } else if (answer instanceof Issue issue) {
            require("an issue's address", issue.url());
        } else if (answer instanceof Optional<?> optional) {
            optional.ifPresent(Addresses::require);
        } else if (answer instanceof List<?> list) {
            list.forEach(Addresses::require);
        }
    }

    private static void require(String what, URI url) {
        if (!Link.isWebPage(url)) {
            boolean secret = url.getRawUserInfo() != null;
            throw new RunnerException(
                    ErrorCode.PLUGIN_FAILED,
                    what + (secret ? " holds credentials" : " is not http or https with a host: " + url));
        }
    }
}
