package io.github.hirakuarai.codexrunner.bench;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefSchema;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One comment of 60 KB with one brief: ours against the same libraries used plainly. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReadingBenchmark {

    /** Where in the comment the brief stands. */
    @Param({"0.0", "0.5", "1.0"})
    public double place;

    private String comment = "";
    private BriefReader reader = new BriefReader(new BriefValidator(BuiltInOutputs.ALL));
    private final Parser plainMarkdown = Parser.builder().build();
    private final YAMLMapper plainYaml = new YAMLMapper();
    private final Schema plainSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(BriefSchema.text(BuiltInOutputs.ALL));

    @Setup
    public void prepare() {
        comment = Comments.withBrief(place);
        plainSchema.initializeValidators();
        List<BriefReader.ReadBlock> blocks = reader.read(comment);
        if (blocks.size() != 1 || !(blocks.get(0).reading() instanceof BriefReading.Valid) || plainly() != 0) {
            throw new IllegalStateException("the comment holds one valid brief: " + blocks);
        }
    }

    @Benchmark
    public List<BriefReader.ReadBlock> ours() {
        return reader.read(comment);
    }

    @Benchmark
    public int plainly() {
        int[] errors = {0};
        plainMarkdown.parse(comment).accept(new AbstractVisitor() {
            @Override
            public void visit(FencedCodeBlock block) {
                if (block.getInfo().equals("codex-brief")) {
                    JsonNode brief = plainYaml.readTree(block.getLiteral());
                    errors[0] += plainSchema.validate(brief).size();
                }
            }
        });
        return errors[0];
    }

    @Benchmark
    public Object extractOnly() {
        return new BriefExtractor().extract(comment);
    }

    @Benchmark
    public Object plainBlocksOnly() {
        return BLOCKS_ONLY.parse(comment);
    }

    private static final Parser BLOCKS_ONLY = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .inlineParserFactory(context -> (lines, block) -> {})
            .build();
}
