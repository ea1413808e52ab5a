package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** The first stage of making a {@link Runner}: in which environment it runs. */
public final class RunnerStart {

    RunnerStart() {}

    /**
     * The process's variables, as {@link System#getenv()} gives them: the token ({@code GITHUB_TOKEN}, {@code GH_TOKEN}) and
     * the configured secrets are looked for there, {@code HOME} stands for {@code ~}, the configuration may refer to any of
     * them, and local steps inherit what is no secret.
     */
    public WithEnvironment environment(Map<String, String> variables) {
        return new WithEnvironment(Map.copyOf(variables));
    }

    /** The second stage: what is to be run where. */
    public static final class WithEnvironment {

        private final Map<String, String> environment;

        private WithEnvironment(Map<String, String> environment) {
            this.environment = environment;
        }

        /**
         * Reads the configuration from a file.
         *
         * @throws io.github.hirakuarai.codexrunner.model.RunnerException with {@code CONFIGURATION} when it is not there, or
         *     something in it is wrong
         */
        public RunnerBuilder configuration(Path file) {
            return configuration(new ConfigReader(environment, hostName(), Clock.systemUTC()).read(file));
        }

        /** A configuration that was read already. */
        public RunnerBuilder configuration(RunnerConfig config) {
            return Runner.builder(config).environment(environment);
        }

        /** The default of {@code runner.id}. */
        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }
}
