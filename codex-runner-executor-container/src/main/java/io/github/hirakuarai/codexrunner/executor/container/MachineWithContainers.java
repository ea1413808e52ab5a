package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.executor.host.StepBox;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This machine, as the runner's own user, with a container for each step. One for a run would have to be entered by the engine's
 * {@code exec}, whose processes nothing ends but the end of the container. What ends a step's container ends all that is in it.
 */
record MachineWithContainers(Engine engine, ContainerSettings settings) implements Host, StepBox {

    private static final String LABEL = "label=codex-runner.clone=";

    /**
     * Opens it.
     *
     * @param toRun whether steps will run: then the image is there, so that no step's time limit has to wait for it
     */
    static MachineWithContainers open(Engine engine, ContainerSettings settings, boolean toRun) {
        Container.requireImage(engine, settings);
        String image = settings.image();
        if (toRun && image != null && !settings.pull().equals("never")) {
            boolean missing = settings.pull().equals("always")
                    || engine.answer(List.of("image", "inspect", "--format={{.Id}}", image))
                            .isEmpty();
            Engine.Ended pulled = missing ? engine.run(List.of("pull", "--quiet", image), Container.PULL) : null;
            if (pulled != null && pulled.code() != 0) {
                throw new RunnerException(
                        ErrorCode.UNREACHABLE,
                        engine.name() + " could not pull the image " + image + ": " + pulled.complaint());
            }
        }
        return new MachineWithContainers(engine, settings);
    }

    @Override
    public Process start(List<String> command) throws IOException {
        return engine.launch(command);
    }

    @Override
    public Optional<StepBox> box() {
        return Optional.of(this);
    }

    @Override
    public List<String> start(String key, String root, String folder) {
        List<String> words = new ArrayList<>(List.of(
                engine.program(),
                "run",
                "--rm",
                "--log-driver=none",
                "--" + LABEL + key,
                // What it makes in the clone is the runner's user's, and nobody else's: no devices, no other owners.
                "--cap-drop=all",
                // Where SELinux is, it would keep a container from the clone, and to relabel that is not the runner's
                // to do.
                "--security-opt=label=disable",
                "--volume=" + root + ":" + root,
                "--volume=" + root + "/.git:" + root + "/.git:ro",
                "--volume=" + folder + "/output:" + folder + "/output",
                "--volume=" + folder + "/home:" + folder + "/home"));
        words.addAll(Container.PROXIES);
        words.addAll(settings.options());
        List<String> quoted = new ArrayList<>(words.stream().map(StepBox::quote).toList());
        boolean rootless = engine.name().equals("podman")
                && !System.getProperty("user.name").equals("root");
        quoted.addAll(List.of(
                rootless ? "--userns=keep-id" : "--user=\"$(id -u):$(id -g)\"",
                "--volume=\"$1\":/codex-runner/script:ro",
                "--volume=\"$2\":/codex-runner/step.not-started"));
        settings.made("never").forEach(word -> quoted.add(StepBox.quote(word)));
        return quoted;
    }

    @Override
    public String end(String key) {
        String program = StepBox.quote(engine.program());
        String now = engine.name().equals("podman") ? " --time 0" : "";
        return "left=$(" + program + " ps --all --quiet --no-trunc --filter " + LABEL + key + ") || exit\n"
                + "[[ -z $left ]] || " + program + " rm --force" + now + " $left";
    }
}
