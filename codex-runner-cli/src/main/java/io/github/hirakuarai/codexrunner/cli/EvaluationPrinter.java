package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.Step;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Says in text what would happen to each brief. */
final class EvaluationPrinter {

    private static final String INDENT = "  ";

    private final PrintStream out;
    private final int width;

    /** @param width of the terminal, or {@link Table#UNLIMITED} */
    EvaluationPrinter(PrintStream out, int width) {
        this.out = out;
        this.width = width;
    }

    void print(List<Evaluation> evaluations) {
        if (evaluations.isEmpty()) {
            out.println("no briefs found");
        }
        evaluations.forEach(this::print);
    }

    private void print(Evaluation brief) {
        out.println(brief.id() + "  " + brief.decision().text() + "  (" + brief.state() + ", "
                + brief.digest().first(12) + ")");
        for (Reason reason : brief.reasons()) {
            folded(reason.code() + ": " + reason.message());
        }
        for (Problem problem : brief.problems()) {
            folded(problem.toString());
        }
        brief.failure().ifPresent(this::print);
        brief.plan().ifPresent(this::print);
    }

    private void print(Failure failure) {
        folded(failure.code() + ": " + failure.message());
        if (failure.hint() != null) {
            folded("hint     " + failure.hint());
        }
    }

    private void print(RunPlan plan) {
        out.println("  lane     " + plan.lane().name() + " (" + plan.lane().executor() + ", " + plan.host() + ")");
        out.println("  workdir  " + SafeText.line(plan.workdir()));
        out.println("  base     " + plan.base());
        out.println("  branch   " + plan.branch() + (plan.attempt() == 1 ? "" : "  (attempt " + plan.attempt() + ")"));
        print("  env      ", plan.brief().env());
        for (int i = 0; i < plan.brief().steps().size(); i++) {
            Step step = plan.brief().steps().get(i);
            out.println("  step " + (i + 1) + "   " + SafeText.line(step.name()) + "  ["
                    + step.action().kind() + "]");
            print("           | env ", step.env());
            step.action().text().lines().forEach(line -> out.println("           | " + SafeText.line(line)));
        }
        for (String output : plan.outputs()) {
            out.println("  output   " + SafeText.line(output));
        }
    }

    private void folded(String text) {
        Wrap.lines(SafeText.line(text), width, INDENT).forEach(out::println);
    }

    private void print(String before, Map<String, String> env) {
        env.forEach((name, value) -> out.println(before + name + "=" + SafeText.line(value)));
    }
}
