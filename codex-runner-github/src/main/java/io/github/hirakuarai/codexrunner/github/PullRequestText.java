package io.github.hirakuarai.codexrunner.github;

/**
 * What a pull request should say.
 *
 * @param title on one line
 * @param body in Markdown
 * @param base the branch that it goes into
 */
record PullRequestText(String title, String body, String base) {

    /** Whether it says so already, whatever the forge made of line ends. */
    boolean matches(PullRequestEntry pull) {
        return title.equals(pull.title()) && base.equals(pull.base()) && Bodies.same(body, pull.body());
    }
}
