package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a configuration's contents of the options of {@code init}; what is wrong is said of the option that is. */
final class InitOptions {

    /** What the reader of configurations says of a text that is no file yet. */
    private static final Pattern PROBLEM = Pattern.compile("(?s).*?:[0-9]+:[0-9]+: error: ([^\n]*).*");

    private final CliContext context;
    private final ConfigTemplate template;
    private final Selections selections;

    InitOptions(CliContext context, ConfigTemplate template, Selections selections) {
        this.context = context;
        this.template = template;
        this.selections = selections;
    }

    /** Nothing of it is asked of the forge yet. */
    ConfigTemplate.Contents contents(
            List<String> written, String lane, List<String> workdirs, @Nullable String apiUrl) {
        List<ForgeAddress> addresses = addresses(written);
        List<String> repositories = addresses.stream()
                .map(address -> address.repository().toString())
                .toList();
        Set<Optional<String>> forges =
                addresses.stream().map(ForgeAddress::apiUrl).collect(Collectors.toSet());
        if (apiUrl == null && forges.size() > 1) {
            throw selections.wrong(
                    "the repositories in --repo are on different servers; write a configuration for each,"
                            + " with --config");
        }
        @Nullable String api = apiUrl == null ? addresses.get(0).apiUrl().orElse(null) : apiUrl;
        for (ForgeAddress address : addresses) {
            if (api == null && address.repository().owner().contains(".")) {
                throw selections.wrong("invalid --repo '" + address.repository()
                        + "': no owner on GitHub has a dot in the name; write it as owner/name, or paste its address");
            }
        }
        ConfigTemplate.Contents none = ConfigTemplate.Contents.DEFAULT;
        String url = apiUrl == null ? "" : apiUrl;
        require("--lane '" + lane + "'", new ConfigTemplate.Contents(none.repositories(), lane, none.workdirs(), null));
        for (String workdir : workdirs) {
            require(
                    "--workdirs '" + workdir + "'",
                    new ConfigTemplate.Contents(none.repositories(), none.lane(), List.of(workdir), null));
        }
        require(
                "--api-url '" + url + "'",
                new ConfigTemplate.Contents(none.repositories(), none.lane(), none.workdirs(), api));
        return new ConfigTemplate.Contents(repositories, lane, workdirs, api);
    }

    private void require(String option, ConfigTemplate.Contents contents) {
        try {
            template.read(null, contents);
        } catch (RunnerException e) {
            Matcher problem = PROBLEM.matcher(String.valueOf(e.getMessage()));
            throw selections.wrong("invalid " + SafeText.line(option) + ": "
                    + (problem.matches() ? problem.group(1) : e.getMessage()));
        }
    }

    private List<ForgeAddress> addresses(List<String> written) {
        if (written.isEmpty()) {
            Supplier<RuntimeException> missing = () ->
                    selections.wrong("missing --repo, and this folder is not a clone with a remote 'origin'; name a"
                            + " repository whose issues may contain briefs");
            return List.of(ForgeAddress.ofClone(context.folder(), context.environment())
                    .orElseThrow(missing));
        }
        return written.stream()
                .map(text -> ForgeAddress.parse(text)
                        .orElseThrow(() -> selections.wrong("invalid --repo '" + SafeText.line(text)
                                + "'; write it as owner/name, or paste its address")))
                .toList();
    }
}
