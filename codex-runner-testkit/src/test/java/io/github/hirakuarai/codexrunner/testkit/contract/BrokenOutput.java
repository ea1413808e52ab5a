package io.github.hirakuarai.codexrunner.testkit.contract;

import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An output plugin that is sound but for one requirement, the one whose test it is named after. */
public class BrokenOutput extends OutputHandlerContract {

    static volatile String broken = "";

    private final List<String> published = new ArrayList<>();
    private final AtomicBoolean withdrawn = new AtomicBoolean();

    @Override
    protected boolean withdraw() {
        withdrawn.set(true);
        return true;
    }

    @Override
    protected OutputHandlerFactory factory() {
        return new Factory(broken, published, withdrawn);
    }

    @Override
    protected String fields(String text) {
        return "text: \"" + text + "\"";
    }

    @Override
    protected List<String> published() {
        return published;
    }

    private record Factory(String broken, List<String> published, AtomicBoolean withdrawn, AtomicInteger asked)
            implements OutputHandlerFactory {

        Factory(String broken, List<String> published, AtomicBoolean withdrawn) {
            this(broken, published, withdrawn, new AtomicInteger());
        }

        @Override
        public String id() {
            return broken.equals("itsIdIsOneThatABriefCanWrite") ? "Out Put" : "kept";
        }

        @Override
        public String schema() {
            String property = broken.equals("aBriefWithItsFieldsIsValid") ? "texts" : "text";
            String more = broken.equals("itsSchemaIsAnObjectSchemaWithoutTheType") ? ", \"type\": true" : "";
            String title = broken.equals("itsSchemaStaysTheSame") ? "" + asked.incrementAndGet() : "";
            return "{\"title\": \"" + title + "\", \"type\": \"object\", \"properties\": {\"" + property
                    + "\": {\"type\": \"string\"}" + more + "}}";
        }

        @Override
        public OutputHandler open(PluginContext context) {
            return new Handler(broken, published, withdrawn, context);
        }
    }

    private static final class Handler implements OutputHandler {

        private final String broken;
        private final List<String> published;
        private final AtomicBoolean withdrawn;
        private final PluginContext context;
        private final Thread first = Thread.currentThread();
        private final Set<String> here = new HashSet<>();
        private int plans;
        private boolean closed;

        Handler(String broken, List<String> published, AtomicBoolean withdrawn, PluginContext context) {
            this.broken = broken;
            this.published = published;
            this.withdrawn = withdrawn;
            this.context = context;
        }

        private boolean breaks(String test) {
            return broken.equals(test);
        }

        @Override
        public OutputPlan plan(OutputRequest request) {
            String text = request.output().text("text").orElseThrow();
            if (breaks("planningPublishesNothing")) {
                published.add(text);
            }
            if (breaks("manyThreadsMayPlanAtOnce") && Thread.currentThread() != first) {
                throw new IllegalStateException("this is my thread's");
            }
            String number = breaks("planningTwiceGivesTheSame") ? " " + ++plans : "";
            String line = breaks("aPlanIsOneLineThatHoldsNoSecret")
                    ? text
                    : context.texts().line(text);
            return new OutputPlan("keep " + line + number, null);
        }

        @Override
        public List<BranchFile> files(OutputRequest request, OutputFiles written) {
            String text = request.output().text("text").orElseThrow();
            if (breaks("filesThatItBringsAreTheSameEachTimeAndPublishNothing")) {
                return List.of(BranchFile.text("note-" + ++plans, text));
            }
            if (breaks("filesThatItBringsStandInTheRepository")) {
                return List.of(BranchFile.text("../note", "text"));
            }
            return breaks("filesThatItBringsHoldNoSecret") ? List.of(BranchFile.text("note", text)) : List.of();
        }

        @Override
        public OutputReceipt deliver(OutputDelivery delivery) {
            OutputRequest request = delivery.request();
            String key = request.key() + "-" + request.ordinal();
            Path receipt = context.stateDir("kept").resolve(key);
            boolean known = breaks("aSecondDeliveryByAnotherProcessChangesNothingAndAnswersTheSame")
                    ? here.contains(key)
                    : Files.exists(receipt) && !breaks("aSecondDeliveryChangesNothingAndAnswersTheSame");
            if (withdrawn.get()) {
                if (breaks("whatIsNotThereIsItsFailure")) {
                    return new OutputReceipt(List.of());
                }
                throw new OutputException("GONE", "the place is gone", null);
            }
            if (!known && !breaks("whatIsDeliveredIsSeen")) {
                if (!breaks("withoutAClaimNothingIsPublished")) {
                    delivery.fence().check();
                }
                String text = request.output().text("text").orElseThrow();
                published.add(
                        breaks("whatIsPublishedHasPassedTheGate")
                                ? text
                                : context.texts().markdown(text));
                here.add(key);
                note(receipt);
            }
            URI url = URI.create(breaks("itsLinksLeadToWebPages") ? "file:///kept" : "https://kept.example/" + key);
            return new OutputReceipt(List.of(new Link("kept", "kept", url)));
        }

        private static void note(Path receipt) {
            try {
                Files.writeString(receipt, "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            if (closed && breaks("closingTwiceIsHarmless")) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
        }
    }
}
