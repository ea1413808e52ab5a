package io.github.hirakuarai.codexrunner.testkit.brief;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManyThreadsTest {

    private static final int THREADS = 8;

    @Test
    void manyThreadsReadTheSameWithOneReader() throws Exception {
        List<String> documents = documents();
        List<List<BriefReader.ReadBlock>> alone = readAll(reader(), documents, 0);
        BriefReader shared = reader();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<List<BriefReader.ReadBlock>>>> together = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                // Each begins elsewhere, so that they meet in the middle of different documents.
                int first = thread * documents.size() / THREADS;
                Callable<List<List<BriefReader.ReadBlock>>> reading = () -> {
                    start.await(30, TimeUnit.SECONDS);
                    return readAll(shared, documents, first);
                };
                together.add(threads.submit(reading));
            }
            for (Future<List<List<BriefReader.ReadBlock>>> one : together) {
                assertThat(one.get(60, TimeUnit.SECONDS).equals(alone)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static BriefReader reader() {
        return Briefs.reader();
    }

    private static List<String> documents() {
        List<String> documents = new ArrayList<>();
        Briefs.valid().sampleStream().limit(100).forEach(brief -> {
            String yaml = BriefWriter.yaml(brief, brief.hashCode());
            documents.add("~~~~~codex-brief\n" + yaml + "\n~~~~~\n");
            documents.add("- a\n- ~~~~~codex-brief\n  "
                    + Slips.of(yaml, new Random(documents.size())).replace("\n", "\n  "));
        });
        return documents;
    }

    /** All of them in the documents' order, whichever is read first. */
    private static List<List<BriefReader.ReadBlock>> readAll(BriefReader reader, List<String> documents, int first) {
        List<List<BriefReader.ReadBlock>> read = new ArrayList<>(
                documents.stream().map(text -> List.<BriefReader.ReadBlock>of()).toList());
        for (int count = 0; count < documents.size(); count++) {
            int index = (first + count) % documents.size();
            read.set(index, reader.read(documents.get(index)));
        }
        return read;
    }
}
