package io.github.hirakuarai.codexrunner.brief;

/** Names of branches, by the rules of {@code git check-ref-format --branch}. */
final class BranchName {

    private static final String FORBIDDEN = " ~^:?*[\\\u007F";

    private BranchName() {}

    static boolean isValid(String name) {
        if (name.isEmpty() || name.equals("@") || name.equals("HEAD") || name.startsWith("-") || name.endsWith(".")) {
            return false;
        }
        if (name.contains("..") || name.contains("@{")) {
            return false;
        }
        for (int offset = 0; offset < name.length(); offset++) {
            char character = name.charAt(offset);
            if (character < ' ' || FORBIDDEN.indexOf(character) >= 0) {
                return false;
            }
        }
        for (String component : name.split("/", -1)) {
            if (component.isEmpty() || component.startsWith(".") || component.endsWith(".lock")) {
                return false;
            }
        }
        return true;
    }
}
