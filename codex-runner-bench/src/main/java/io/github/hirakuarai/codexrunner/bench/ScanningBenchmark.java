package io.github.hirakuarai.codexrunner.bench;

import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** 1,000 comments without a brief: ours against the block structure alone, as the Markdown library finds it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ScanningBenchmark {

    private static final Parser BLOCKS_ONLY = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .inlineParserFactory(context -> (lines, block) -> {})
            .build();

    /** What the comments speak of: nothing, or briefs that they quote, so that none can be passed over. */
    @Param({"prose", "quotedBriefs"})
    public String about;

    private List<String> comments = List.of();
    private final BriefExtractor extractor = new BriefExtractor();

    @Setup
    public void prepare() {
        String quoted = Comments.BRIEF.strip().replaceAll("(?m)^", "> ") + "\n\n";
        comments = IntStream.range(0, 1_000)
                .mapToObj(number -> Comments.prose(100 + number * 7 % 3_000, true)
                        + (about.equals("prose") ? "" : quoted + Comments.prose(300, true)))
                .toList();
        if (comments.stream().anyMatch(comment -> !extractor.extract(comment).isEmpty())) {
            throw new IllegalStateException("the comments hold no brief");
        }
    }

    @Benchmark
    public void ours(Blackhole blackhole) {
        comments.forEach(comment -> blackhole.consume(extractor.extract(comment)));
    }

    @Benchmark
    public void plainBlocks(Blackhole blackhole) {
        comments.forEach(comment -> blackhole.consume(BLOCKS_ONLY.parse(comment)));
    }
}
