package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.draft.Proposal.Part;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes drafts out of proposals. Safe for many threads. */
public final class Drafter {

    /** Of a comment, and of the name of a step. */
    private static final int LONGEST_COMMENT = 200;

    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_NOTE = 2_000;
    private static final int MOST_TODO = 20;

    private static final BriefExtractor EXTRACTOR = new BriefExtractor();

    private final BriefReader reader;
    private final DraftTexts texts;

    /**
     * Makes a drafter.
     *
     * @param reader reads the draft as it will be read as a brief
     * @param locale of the comments in the draft
     */
    public Drafter(BriefReader reader, Locale locale) {
        this.reader = reader;
        this.texts = new DraftTexts(locale);
    }

    /** Whether a text holds a proposal of a form. */
    public static boolean holds(String text, ProposalFormat format) {
        return ProposalFinder.in(text, format).isPresent();
    }

    /**
     * Writes the draft of the first proposal in a text.
     *
     * @throws RunnerException with {@code USAGE} when the text holds none
     */
    public Draft draft(String text, ProposalFormat format, DraftDefaults defaults) {
        Proposal proposal = ProposalReader.read(ProposalFinder.require(text, format), format);
        Draft draft = new Writing(proposal, defaults, false).draft();
        // Pasted without its fence, a fence in a script would be Markdown.
        return EXTRACTOR.extract(draft.yaml()).isEmpty() ? draft : new Writing(proposal, defaults, true).draft();
    }

    /** The introduction of a draft that is posted as a comment, in Markdown. */
    public String introduction(Draft draft) {
        return texts.say(
                draft.valid() ? "comment.valid" : "comment.incomplete",
                draft.todo().size());
    }

    /** One draft while it is written. */
    private final class Writing {

        private final Proposal proposal;
        private final DraftDefaults defaults;
        private final boolean oneLine;
        private final Optional<RepositoryName> repository;
        private final Set<String> todo = new LinkedHashSet<>();
        private final Set<String> hints = new LinkedHashSet<>();

        /** Paths of fields that the list names already. */
        private final Set<String> told = new LinkedHashSet<>();

        Writing(Proposal proposal, DraftDefaults defaults, boolean oneLine) {
            this.oneLine = oneLine;
            this.proposal = proposal;
            this.defaults = defaults;
            this.repository = defaults.repository(proposal.header().get("repo"));
        }

        Draft draft() {
            BriefYaml body = new BriefYaml(oneLine);
            head(body);
            steps(body);
            outputs(body);
            acceptance(body);
            proposal.unread()
                    .forEach(unread ->
                            hints.add(texts.say(unread.key(), unread.arguments().toArray())));
            BriefReading reading = read(body.toString());
            if (reading instanceof BriefReading.Invalid invalid) {
                invalid.problems().stream()
                        .filter(problem -> !told.contains(problem.path()))
                        .map(texts::problem)
                        .forEach(todo::add);
            }
            List<String> open = todo.stream().limit(MOST_TODO).toList();
            List<String> toCheck = hints.stream().limit(MOST_TODO).toList();
            String whole = introduction(open, toCheck).append(body).toString();
            return new Draft(whole, open, toCheck, read(whole));
        }

        private BriefReading read(String yaml) {
            return reader.read(BriefBlock.bare(yaml)).reading();
        }

        private BriefYaml introduction(List<String> open, List<String> toCheck) {
            BriefYaml yaml = new BriefYaml(oneLine);
            yaml.comment(0, texts.say("head.origin", defaults.origin()), LONGEST_COMMENT);
            yaml.comment(0, texts.say("head.use"), LONGEST_COMMENT);
            list(yaml, "head.todo", open);
            list(yaml, "head.hints", toCheck);
            return yaml;
        }

        private void list(BriefYaml yaml, String title, List<String> lines) {
            if (!lines.isEmpty()) {
                yaml.comment(0, texts.say(title), LONGEST_COMMENT);
                lines.forEach(line -> yaml.line(0, "#   - " + BriefYaml.shown(line, LONGEST_COMMENT)));
            }
        }

        private void head(BriefYaml yaml) {
            field(yaml, "executor", defaults.lane(), "todo.executor");
            @Nullable String header = proposal.contextHeader();
            if (header != null) {
                yaml.value(0, "context_header", BriefYaml.shown(header, LONGEST_NOTE));
            }
            @Nullable String named = proposal.header().get("repo");
            field(
                    yaml,
                    "repo",
                    repository.map(RepositoryName::toString).orElse(null),
                    named == null ? "todo.repo" : "todo.repo-owner",
                    named == null ? "" : named);
            @Nullable
            String branch = proposal.branch() == null ? proposal.header().get("branch") : proposal.branch();
            field(yaml, "branch", branch, "todo.branch");
            Optional<String> workdir =
                    defaults.workdir(repository.map(RepositoryName::name).orElse(named == null ? "" : named));
            workdir.ifPresent(assumed -> yaml.comment(0, texts.say("head.workdir"), LONGEST_COMMENT));
            field(yaml, "workdir", workdir.orElse(null), "todo.workdir");
            notes(yaml);
        }

        private void field(BriefYaml yaml, String key, @Nullable String value, String missing, Object... arguments) {
            if (value != null && !value.isBlank()) {
                yaml.value(0, key, value);
            } else {
                tell("/" + key, texts.say(missing, arguments));
            }
        }

        private void tell(String path, String what) {
            told.add(path);
            todo.add(what);
        }

        private void notes(BriefYaml yaml) {
            StringBuilder notes = new StringBuilder();
            for (Map.Entry<String, String> note : proposal.understanding().entrySet()) {
                notes.append(note.getKey().isEmpty() ? "" : note.getKey() + ": ")
                        .append(BriefYaml.shown(note.getValue(), LONGEST_NOTE))
                        .append('\n');
            }
            if (!notes.isEmpty()) {
                yaml.block(0, "notes", notes.toString());
            }
        }

        private void steps(BriefYaml yaml) {
            BriefYaml steps = new BriefYaml(oneLine);
            int number = 0;
            for (Part part : proposal.parts()) {
                number++;
                String name = name(part, number);
                part.risks().forEach(risk -> steps.comment(2, texts.say("step.risk", risk), LONGEST_COMMENT));
                if (part.commands().stream().noneMatch(CommandText::mayBe)) {
                    steps.comment(2, texts.say("step.nothing", name), LONGEST_COMMENT);
                    part.commands().forEach(line -> steps.comment(2, "  " + line, LONGEST_COMMENT));
                    hints.add(texts.say("todo.no-command", name));
                } else {
                    step(steps, name, part.commands());
                }
            }
            List<String> checks =
                    proposal.acceptance().stream().filter(this::isCheck).toList();
            if (!checks.isEmpty()) {
                step(steps, texts.say("step.acceptance"), checks);
            }
            boolean none = steps.toString().lines().noneMatch(line -> line.startsWith("  - "));
            if (none) {
                tell("/steps", texts.say("todo.steps"));
            }
            yaml.line(0, none ? "steps: []" : "steps:");
            yaml.append(steps);
        }

        private String name(Part part, int number) {
            String name = BriefYaml.shown(part.title(), LONGEST_NAME);
            return name.isEmpty() ? texts.say("step.unnamed", number) : name;
        }

        private boolean isCheck(String entry) {
            return proposal.format() == ProposalFormat.CONTRACT ? CommandText.mayBe(entry) : CommandText.is(entry);
        }

        private void step(BriefYaml yaml, String name, List<String> commands) {
            StringBuilder script = new StringBuilder("set -euo pipefail\n");
            for (String command : commands) {
                script.append(
                                CommandText.mayBe(command)
                                        ? CommandText.unquoted(command)
                                        : "# " + BriefYaml.shown(command, LONGEST_COMMENT))
                        .append('\n');
            }
            yaml.line(2, "- name: " + BriefYaml.scalar(name));
            yaml.block(4, "shell", script.toString());
        }

        private void outputs(BriefYaml yaml) {
            List<String> files = EvidencePaths.of(proposal.evidence());
            if (files.isEmpty()) {
                yaml.comment(0, texts.say("outputs.none"), LONGEST_COMMENT);
                yaml.line(0, "outputs: []");
                hints.add(texts.say("todo.outputs"));
                return;
            }
            String title = title();
            yaml.line(0, "outputs:");
            yaml.line(2, "- type: pr");
            yaml.value(4, "title", title);
            yaml.value(4, "commit_message", title);
            yaml.line(4, "files:");
            files.forEach(file -> yaml.line(6, "- " + BriefYaml.scalar(file)));
        }

        private String title() {
            if (proposal.format() == ProposalFormat.CONTRACT) {
                return BriefYaml.shown(
                        texts.say(
                                "output.contract",
                                proposal.parts().stream().map(Part::title).collect(Collectors.joining(", "))),
                        LONGEST_NAME);
            }
            return proposal.parts().stream()
                    .map(part -> BriefYaml.shown(part.title(), LONGEST_NAME))
                    .filter(title -> !title.isEmpty())
                    .findFirst()
                    .orElseGet(() -> texts.say("output.title"));
        }

        private void acceptance(BriefYaml yaml) {
            List<String> forPeople = new ArrayList<>(proposal.acceptance());
            forPeople.removeIf(this::isCheck);
            list(yaml, "acceptance.people", forPeople);
            List<String> words = new ArrayList<>(proposal.evidence());
            words.removeIf(EvidencePaths::isPath);
            list(yaml, "evidence.people", words);
        }
    }
}
