package io.github.hirakuarai.codexrunner.forge;

/**
 * An account of the forge.
 *
 * @param id the numeric id
 * @param login the name; logins differ in case only for the eye
 * @param bot whether it is a GitHub App's
 * @param token what it shows to prove itself: as a bearer token to the API, as the password to git
 */
public record ForgeUser(long id, String login, boolean bot, String token) {

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return login + " (" + id + ")";
    }
}
