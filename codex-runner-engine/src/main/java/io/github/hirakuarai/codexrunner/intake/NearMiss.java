package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import io.github.hirakuarai.codexrunner.brief.CommandNearMiss;
import io.github.hirakuarai.codexrunner.brief.CommandReader;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.ArrayList;
import java.util.List;

/** A place in a document that was meant as a brief or as a command, and is none: nobody would ever say so otherwise. */
public sealed interface NearMiss {

    /** Its document. */
    SourceDocument document();

    /** What was written. */
    String written();

    /** The id of its answer: a document gets one for each cause, ever. */
    default String id() {
        String cause = this instanceof Fence ? "fence" : "command";
        return "near-" + cause + "-" + document().ref().kind().mark() + "-"
                + document().ref().databaseId();
    }

    /** Finds the near misses of a document: one of a fence and one of a command at most. */
    static List<NearMiss> find(SourceDocument document) {
        String markdown = document.markdown();
        if (Marker.in(markdown)) {
            return List.of();
        }
        List<NearMiss> found = new ArrayList<>();
        new BriefExtractor().nearMiss(markdown).ifPresent(info -> found.add(new Fence(document, info)));
        if (document.ref().kind() == DocumentKind.ISSUE_COMMENT) {
            new CommandReader().nearMiss(markdown).ifPresent(command -> found.add(new Command(document, command)));
        }
        return List.copyOf(found);
    }

    /**
     * A fence that nearly says that it is a brief's.
     *
     * @param document where it stands
     * @param written what stands behind it
     */
    record Fence(SourceDocument document, String written) implements NearMiss {}

    /**
     * A line that is nearly a command.
     *
     * @param document where it stands
     * @param command the line, and what was meant
     */
    record Command(SourceDocument document, CommandNearMiss command) implements NearMiss {
        @Override
        public String written() {
            return command.written();
        }
    }
}
