package io.github.hirakuarai.codexrunner.model;

/** Errors outside of a brief, in categories that decide the exit code. */
public enum ErrorCode {
    /** Wrong arguments. */
    USAGE(Category.CONFIGURATION),
    /** The configuration file is missing or wrong. */
    CONFIGURATION(Category.CONFIGURATION),
    /** A plugin is missing, present twice, or could not be opened. */
    PLUGIN(Category.CONFIGURATION),
    /** A plugin failed through its own fault, not because the forge or a host refused something. */
    PLUGIN_FAILED(Category.BRIEF),
    /** A required program is not installed. */
    TOOL_MISSING(Category.CONFIGURATION),
    /** A folder of the runner's own cannot be written, or its disk is full. */
    STORAGE(Category.CONFIGURATION),
    /** The forge or a lane's host does not answer. */
    UNREACHABLE(Category.UNAVAILABLE),
    /** The forge or a lane's host answers, and refuses. */
    REFUSED(Category.UNAVAILABLE),
    /** The forge's rate limit is exhausted; the exception says until when. */
    RATE_LIMITED(Category.UNAVAILABLE),
    /** The requested object does not exist. */
    NOT_FOUND(Category.UNAVAILABLE),
    /** The runner has lost its claim and must not write any more. */
    LEASE_LOST(Category.BRIEF),
    /** A bug in the runner. */
    INTERNAL(Category.INTERNAL);

    private final Category category;

    ErrorCode(Category category) {
        this.category = category;
    }

    /** Returns who can fix it. */
    public Category category() {
        return category;
    }

    /** Who can fix an error, and the exit code of the command. */
    public enum Category {
        /** The operator, in the command line or the configuration: exit code 2. */
        CONFIGURATION(2),
        /** The forge or a host: exit code 4. */
        UNAVAILABLE(4),
        /** It concerns one brief, which fails: exit code 1. */
        BRIEF(1),
        /** The developers of the runner: exit code 70. */
        INTERNAL(70);

        private final int exitCode;

        Category(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Returns the exit code of the command. */
        public int exitCode() {
            return exitCode;
        }
    }
}
